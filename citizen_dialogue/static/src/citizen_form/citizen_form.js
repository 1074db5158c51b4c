import { formView } from "@web/views/form/form_view";
import { listView } from "@web/views/list/list_view";
import { omit } from "@web/core/utils/objects";
import { registry } from "@web/core/registry";
import { CitizenModel } from "./citizen_model";

/** Legal records are cancelled or struck out; they are not copied and not deleted. */
export class CitizenFormController extends formView.Controller {
    getStaticActionMenuItems() {
        return omit(super.getStaticActionMenuItems(), "duplicate", "delete");
    }
}

export class CitizenListController extends listView.Controller {
    getStaticActionMenuItems() {
        return omit(super.getStaticActionMenuItems(), "duplicate", "delete");
    }
}

registry.category("views").add("citizen_form", {
    ...formView,
    Controller: CitizenFormController,
    Model: CitizenModel,
});

registry.category("views").add("citizen_list", {
    ...listView,
    Controller: CitizenListController,
    Model: CitizenModel,
});
