"""Statutory tables in words: what a column counts, and why a sum does not hold."""

from .report_formula import parse_printed
from .report_measure import Measure

# what is counted, by source and quantity
SUBJECTS = {
    "visits.times": "Số lượt tiếp công dân trong kỳ (không tính lượt từ chối tiếp)",
    "visits.people": "Số người được tiếp trong kỳ",
    "visits.matters": "Số vụ việc được tiếp trong kỳ, mỗi lượt tiếp một vụ việc",
    "days.count": "Số ngày tiếp công dân của lãnh đạo đã diễn ra trong kỳ",
    "letters.letters": "Số đơn ở đơn vị trong kỳ: từ ngày đăng ký hoặc nhận đơn chuyển "
    "đến cho đến ngày xử lý xong ở đơn vị",
    "letters.matters": "Số vụ việc của các đơn ở đơn vị trong kỳ (đơn trùng, đơn gộp "
    "vào đơn khác không thêm vụ việc)",
    "replies.count": "Số văn bản phúc đáp nhận được trong kỳ về các đơn đã chuyển đi",
    "files.letters": "Số đơn của các vụ việc đã thụ lý và chưa kết thúc trước kỳ",
    "cases.count": "Số vụ việc đã thụ lý và chưa kết thúc trước kỳ",
    "orders.count": "Số quyết định có hiệu lực, kết luận phải thực hiện và chưa thực "
    "hiện xong trước kỳ",
    "due_state_money": "Tiền phải thu hồi cho Nhà nước (triệu đồng)",
    "due_state_land": "Đất phải thu hồi cho Nhà nước (m²)",
    "due_org_count": "Số tổ chức được trả lại quyền lợi",
    "due_org_money": "Tiền phải trả cho tổ chức (triệu đồng)",
    "due_org_land": "Đất phải trả cho tổ chức (m²)",
    "due_person_count": "Số cá nhân được trả lại quyền lợi",
    "due_person_money": "Tiền phải trả cho cá nhân (triệu đồng)",
    "due_person_land": "Đất phải trả cho cá nhân (m²)",
    "due_admin_orgs": "Số tổ chức bị kiến nghị xử lý",
    "due_admin_persons": "Số người bị kiến nghị xử lý hành chính",
    "due_admin_officials": "Trong đó số cán bộ, công chức, viên chức bị kiến nghị xử "
    "lý",
    "police_cases": "Số vụ chuyển cơ quan điều tra",
    "police_persons": "Số người chuyển cơ quan điều tra",
    "police_officials": "Trong đó số cán bộ, công chức, viên chức chuyển điều tra",
    "done_state_money": "Tiền đã thu hồi cho Nhà nước (triệu đồng)",
    "done_state_land": "Đất đã thu hồi cho Nhà nước (m²)",
    "done_org_count": "Số tổ chức đã được trả lại quyền lợi",
    "done_org_money": "Tiền đã trả cho tổ chức (triệu đồng)",
    "done_org_land": "Đất đã trả cho tổ chức (m²)",
    "done_person_count": "Số cá nhân đã được trả lại quyền lợi",
    "done_person_money": "Tiền đã trả cho cá nhân (triệu đồng)",
    "done_person_land": "Đất đã trả cho cá nhân (m²)",
    "done_admin_orgs": "Số tổ chức đã bị xử lý",
    "done_admin_persons": "Số người đã bị xử lý hành chính",
    "done_admin_officials": "Trong đó số cán bộ, công chức, viên chức đã bị xử lý",
    "court_cases": "Số vụ đã khởi tố",
    "court_persons": "Số người bị khởi tố",
    "court_officials": "Trong đó số cán bộ, công chức, viên chức bị khởi tố",
}
# conditions in words, by source where they differ
CONDITIONS = {
    "by": {
        "regular": "tiếp thường xuyên",
        "head": "thủ trưởng tiếp",
        "delegated": "ủy quyền tiếp (cấp phó chủ trì)",
    },
    "round": {"first": "tiếp lần đầu", "repeated": "tiếp nhiều lần"},
    "group": {"yes": "đoàn đông người", "no": "không phải đoàn đông người"},
    "flow": {"carried": "kỳ trước chuyển sang", "received": "tiếp nhận trong kỳ"},
    "done": {"yes": "đã xử lý, kết thúc trong kỳ", "no": "chưa xử lý, chuyển kỳ sau"},
    "signers": {
        "many": "nhiều người đứng tên",
        "one": "một người đứng tên",
        "other": "đơn khác (nặc danh, mạo danh)",
    },
    "kind": {
        "kn": "khiếu nại",
        "tc": "tố cáo",
        "kn_pa": "kiến nghị, phản ánh",
        "mixed": "nhiều nội dung khác loại",
        "none": "chưa phân loại",
    },
    "eligible": {
        "yes": "đủ điều kiện xử lý",
        "no": "không đủ điều kiện xử lý",
        "none": "chưa xem xét điều kiện",
    },
    "competence": {
        "own": "thuộc thẩm quyền",
        "other": "không thuộc thẩm quyền",
        "none": "chưa xác định thẩm quyền",
    },
    "route": {
        "guide": "hướng dẫn",
        "transfer": "chuyển đơn, chuyển cơ quan thanh tra, điều tra",
        "urge": "đôn đốc giải quyết",
        "none": "không có hướng xử lý phù hợp",
    },
    "field": {
        "policy": "chế độ, chính sách",
        "land": "đất đai, nhà cửa",
        "civil_service": "công chức, công vụ",
        "administrative": "hành chính khác",
        "corruption": "tham nhũng",
        "judicial": "tư pháp",
        "party": "Đảng, đoàn thể",
        "other": "lĩnh vực khác",
        "none": "chưa chọn lĩnh vực",
    },
    "instance": {"first": "lần đầu", "second": "lần hai (tố cáo tiếp)"},
    "status": {
        "first": "đã giải quyết lần đầu",
        "second": "đã giải quyết lần hai",
        "court": "đã có bản án của tòa",
        "concluded": "tố cáo tiếp, đã có kết luận giải quyết",
        "over": "tố cáo tiếp do quá hạn chưa giải quyết",
        "done": "đã giải quyết, trả lời",
        "running": "đang giải quyết",
        "none": "chưa giải quyết",
    },
    "channel": {"reception": "nhận qua tiếp công dân", "other": "nhận từ nguồn khác"},
    "how": {
        "decided": "giải quyết bằng quyết định, kết luận",
        "withdrawn": "rút đơn",
        "explained": "rút đơn sau giải thích, thuyết phục",
        "terminated": "đình chỉ không do rút đơn",
        "none": "chưa kết thúc",
    },
    "verdict": {
        "right": "đúng",
        "partly": "đúng một phần",
        "wrong": "sai",
        "upheld": "công nhận quyết định lần đầu",
        "changed": "hủy, sửa quyết định lần đầu",
        "none": "không có kết luận đúng, sai",
    },
    "in_time": {
        "yes": "đúng thời hạn",
        "no": "không đúng thời hạn",
        "none": "chưa kết thúc",
    },
}
RECORDS = {
    "citizen.reception": "lượt tiếp",
    "citizen.dialogue": "ngày tiếp công dân",
    "citizen.petition": "đơn",
    "citizen.transfer": "lần chuyển đơn",
    "citizen.case": "vụ việc",
}


def describe_measure(text):
    """What a measure counts, as a clause."""
    measure = Measure(text)
    subject = SUBJECTS.get(f"{measure.source}.{measure.quantity}")
    words = [subject or SUBJECTS[measure.quantity]]
    for dim, values in measure.conditions.items():
        labels = CONDITIONS[dim]
        words.append(
            " hoặc ".join(label for value, label in labels.items() if value in values)
        )
    return "; ".join(words)


def describe(column):
    """«Vì sao số này?»: formula, what is counted, conventions."""
    _number, sums = parse_printed(column["printed"])
    lines = []
    if sums:
        lines.append(f"Theo biểu: {column['printed']}.")
    if column["measure"]:
        lines.append(f"{describe_measure(column['measure'])}.")
    if column["note"]:
        lines.append(column["note"])
    return "\n".join(lines)


def why(attrs, dims):
    """Why a record is on one side of a sum only: what it lacks, by its conditions."""
    lacking = [
        CONDITIONS[dim]["none"]
        for dim in dims
        if attrs.get(dim) == "none"
        # without competence there is no way by competence either
        and not (dim == "route" and attrs["competence"] == "none")
    ]
    if lacking:
        return ", ".join(lacking)
    return ", ".join(CONDITIONS[dim][attrs[dim]] for dim in dims) or "số đếm khác nhau"
