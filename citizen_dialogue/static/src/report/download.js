import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/** Fetches a file that leaves its trace in the record; the form shows it afterwards. */
async function fetchFile(env, { params }) {
    env.services.ui.block();
    try {
        await download({ url: params.url, data: {} });
    } finally {
        env.services.ui.unblock();
    }
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("citizen_download", fetchFile);
