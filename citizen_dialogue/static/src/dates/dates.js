import { DateTimeField } from "@web/views/fields/datetime/datetime_field";
import { localization } from "@web/core/l10n/localization";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";

// no meeting begins at 08:00:00
const withoutSeconds = () => localization.dateTimeFormat.replace(":ss", "");

/**
 * Dates as the office writes them: 05/12/2026, with the year, in lists, cards and
 * forms alike (Odoo's default says "5 thg 12").
 */
const formatters = registry.category("formatters");
for (const type of ["date", "datetime"]) {
    const format = formatters.get(type);
    const numeric = (value, options = {}) =>
        format(value, {
            ...options,
            numeric: true,
            ...(type === "datetime" && options.showTime !== false && !options.showSeconds
                ? { format: withoutSeconds() }
                : {}),
        });
    numeric.extractOptions = format.extractOptions;
    formatters.add(type, numeric, { force: true });
}

const fields = registry.category("fields");
for (const type of ["date", "datetime", "daterange"]) {
    const field = fields.get(type);
    fields.add(
        type,
        {
            ...field,
            component: field.component || DateTimeField,
            extractProps: (info, dynamicInfo) => ({
                ...field.extractProps(
                    { ...info, options: { ...info.options, numeric: true } },
                    dynamicInfo
                ),
                numeric: true,
            }),
            listViewWidth: (info) =>
                field.listViewWidth({ ...info, options: { ...info.options, numeric: true } }),
        },
        { force: true }
    );
}

patch(DateTimeField.prototype, {
    getFormattedValue(valueIndex, numeric = this.props.numeric) {
        const value = this.values[valueIndex];
        const { showSeconds, showTime } = this.props;
        if (value && numeric && showTime && !showSeconds && this.field.type === "datetime") {
            return value.toFormat(withoutSeconds());
        }
        return super.getFormattedValue(valueIndex, numeric);
    },
});
