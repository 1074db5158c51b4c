import { Many2ManyBinaryField, many2ManyBinaryField } from "@web/views/fields/many2many_binary/many2many_binary_field";
import { registry } from "@web/core/registry";
import { useRef } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** Files of a report, with the camera of the phone one tap away. */
export class EvidenceField extends Many2ManyBinaryField {
    static template = "citizen_dialogue.EvidenceField";

    setup() {
        super.setup();
        this.http = useService("http");
        this.camera = useRef("camera");
    }

    async onPhoto(ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        for (const file of files) {
            const answer = await this.http.post(
                "/web/binary/upload_attachment",
                {
                    csrf_token: odoo.csrf_token,
                    ufile: [file],
                    model: this.props.record.resModel,
                    id: this.props.record.resId || 0,
                },
                "text"
            );
            await this.onFileUploaded(JSON.parse(answer));
        }
    }
}

registry.category("fields").add("citizen_evidence", {
    ...many2ManyBinaryField,
    component: EvidenceField,
});
