import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The secretary in the hall: three opinions with the keyboard alone, each disposed of. */
tours.add("citizen_hall", {
    steps: () => [
        {
            content: "open the big list of the hall",
            trigger: ".o_form_view button[name='action_open_opinions']",
            run: "click",
        },
        {
            content: "begin the first line",
            trigger: ".o_citizen_hall .o_field_x2many_list_row_add a, .o_list_button_add",
            run: "click",
        },
        ...["Lò Thị A", "Bà con bản B", "Quàng Văn C"].flatMap((speaker, index) => [
            {
                content: "who speaks",
                // the line itself, not the one before that is still being saved
                trigger: `.o_data_row:nth-child(${index + 1}).o_selected_row [name='speaker_label'] input`,
                run: `edit ${speaker}`,
            },
            {
                content: "what is said",
                trigger: ".o_selected_row [name='content'] textarea",
                run: `edit Nội dung thứ ${index + 1}`,
            },
            {
                content: "what becomes of it",
                trigger: ".o_selected_row [name='disposition'] select",
                run: "select answered",
            },
            {
                content: "the next line",
                trigger: ".o_selected_row [name='disposition'] select",
                run: "press Enter",
            },
        ]),
        {
            content: "the third line is saved and a fourth has begun",
            trigger: ".o_data_row:nth-child(4).o_selected_row",
        },
        {
            content: "the line that was begun is not kept",
            trigger: ".o_list_button_discard",
            run: "click",
        },
        {
            content: "three lines stand in the list",
            trigger: ".o_data_row:nth-child(3):contains(Quàng Văn C)",
        },
    ],
});

/** Two hats: the unit at the top is changed, and new records belong to it. */
tours.add("citizen_switch_unit", {
    steps: () => [
        {
            trigger: "button.o_citizen_unit_switcher",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Phòng TCKH Thử)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the page is loaded anew as an officer of that unit",
            trigger: "button.o_citizen_unit_switcher:contains(Phòng TCKH Thử)",
        },
    ],
});

/** A number of a statutory table says what it counts and opens it. */
tours.add("citizen_statutory", {
    steps: () => [
        {
            trigger: ".o_citizen_statutory select",
            run: "select 01/XLD",
        },
        {
            content: "the banner is missing: the tables of the circular are loaded",
            trigger: ".o_citizen_statutory table[data-table='01/XLD'] thead button:contains(1=2+3=4+5)",
            run: "click",
        },
        {
            trigger: ".o_citizen_statutory [data-part='meaning']:contains(Số đơn ở đơn vị)",
        },
        {
            trigger: ".o_citizen_statutory [data-part='checks'] button:contains(chưa chọn lĩnh vực)",
        },
        {
            content: "the total opens what it counts",
            trigger: ".o_citizen_statutory tfoot button[data-column='0']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(về việc thử)",
        },
        {
            trigger: ".o_back_button a",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name='action_submit']",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value='submitted']",
        },
    ],
});

/** A unit accepts its task and reports progress. */
tours.add("citizen_report", {
    steps: () => [
        {
            trigger: ".o_form_view button[name='action_accept']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value='accepted']",
        },
        {
            trigger: ".o_form_view button[name='action_report_progress']",
            run: "click",
        },
        {
            trigger: ".modal [name='text'] textarea",
            run: "edit Đã san ủi được một nửa",
        },
        {
            trigger: ".modal [name='progress'] input",
            run: "edit 50",
        },
        {
            trigger: ".modal button[name='action_send']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view:contains(Đã san ủi được một nửa)",
        },
    ],
});

/** The first screen after login; a number opens the list of what it counts. */
tours.add("citizen_overview", {
    steps: () => [
        {
            content: "the overview is what one sees first",
            trigger: ".o_citizen_overview [data-section='todo']",
        },
        {
            content: "one petition waits to be classified",
            trigger: "[data-counter='classify']:contains(1)",
            run: "click",
        },
        {
            content: "exactly that one is listed",
            trigger: ".o_list_view .o_data_row:only-of-type:contains(việc thu hồi đất làm đường)",
        },
    ],
});
