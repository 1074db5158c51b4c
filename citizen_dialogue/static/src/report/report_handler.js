import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/**
 * Official documents are not laid out by wkhtmltopdf: they print whether or not it is
 * on the machine, and with one worker.
 */
async function printCitizenDocument(action, options, env) {
    if (!action.report_name.startsWith("citizen_dialogue.report_citizen_")) {
        return false;
    }
    const ids = action.context?.active_ids || [];
    env.services.ui.block();
    try {
        await download({
            url: "/report/download",
            data: {
                data: JSON.stringify([
                    `/report/pdf/${action.report_name}/${ids.join(",")}`,
                    "qweb-pdf",
                ]),
                context: JSON.stringify(user.context),
            },
        });
    } finally {
        env.services.ui.unblock();
    }
    return true;
}

registry.category("ir.actions.report handlers").add("citizen_document", printCitizenDocument);
