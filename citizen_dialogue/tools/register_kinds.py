"""Which registers come in from Excel, their columns as offices head them, and the words
in which they were filled in (domain/law.md §7). No ORM."""

import re

from .identity import fold
from .registers import CellError, Column

PETITIONS = [
    Column(
        "number",
        "Số đến",
        "Số thứ tự đơn",
        "Số đơn",
        "STT đơn",
        "Số vào sổ",
        "Số đăng ký",
        "Số thụ lý",
        "Số, ký hiệu đơn",
        "Mã đơn",
        "STT",
        "TT",
        "Số thứ tự",
        "Số TT",
        example="15",
        note="Số trong sổ cũ, giữ như đã ghi",
    ),
    Column(
        "receipt_date",
        "Ngày nhận",
        "Ngày đến",
        "Ngày tiếp nhận",
        "Ngày nhận đơn",
        "Ngày tháng nhận đơn",
        "Ngày, tháng nhận đơn",
        "Ngày tháng tiếp nhận",
        "Ngày vào sổ",
        "Ngày tháng đến",
        "Ngày, tháng",
        "Ngày tháng năm",
        "Ngày tháng",
        "Ngày",
        need=True,
        example="05/9/2021",
        note="Ngày/tháng/năm; ghi đủ ngày",
    ),
    Column(
        "source",
        "Nguồn đơn",
        "Nguồn",
        "Hình thức tiếp nhận",
        "Hình thức gửi",
        "Cách thức gửi",
        "Nơi chuyển đến",
        "Nơi chuyển đơn",
        "Cơ quan chuyển đến",
        example="Bưu chính",
        note="Trực tiếp, bưu chính, hòm thư, điện tử hoặc tên cơ quan chuyển đến",
    ),
    Column(
        "petition_date",
        "Ngày ghi trên đơn",
        "Ngày viết đơn",
        "Ngày đơn",
        "Ngày làm đơn",
        "Đơn đề ngày",
        "Đơn ghi ngày",
        example="01/9/2021",
    ),
    Column(
        "person",
        "Họ và tên người gửi",
        "Họ tên",
        "Họ và tên",
        "Người gửi",
        "Người gửi đơn",
        "Tên người gửi",
        "Người viết đơn",
        "Người đứng đơn",
        "Họ tên người gửi đơn",
        "Họ và tên người viết đơn",
        "Họ tên công dân",
        "Họ và tên công dân",
        "Người làm đơn",
        "Người khiếu nại",
        "Tên công dân",
        "Họ tên người đứng đơn",
        "Chủ đơn",
        example="Lò Văn Mẫu",
    ),
    Column(
        "person_address",
        "Họ tên, địa chỉ",
        "Họ tên - Địa chỉ",
        "Họ tên và địa chỉ",
        "Họ tên, địa chỉ người gửi",
        "Họ và tên, địa chỉ",
        "Họ tên địa chỉ người gửi đơn",
        "Tên, địa chỉ người gửi",
        "Họ tên, địa chỉ công dân",
        "Họ và tên - địa chỉ của công dân",
        "Họ tên, địa chỉ người viết đơn",
        spare=True,
    ),
    Column(
        "address",
        "Địa chỉ",
        "Nơi ở",
        "Chỗ ở",
        "Nơi cư trú",
        "Địa chỉ thường trú",
        "Địa chỉ người gửi",
        "Thường trú",
        "Bản, tiểu khu",
        example="Bản Bon",
    ),
    Column(
        "commune",
        "Xã",
        "Xã, phường",
        "Xã, phường, thị trấn",
        "Xã/thị trấn",
        "Địa bàn",
        example="Mường Giàng",
    ),
    Column(
        "birth_year",
        "Năm sinh",
        "Sinh năm",
        "Ngày sinh",
        "NS",
        example="1970",
    ),
    Column(
        "paper_number",
        "Số CCCD/CMND",
        "CMND",
        "CCCD",
        "Số CMND",
        "Số CCCD",
        "CMND/CCCD",
        "CMND/Hộ chiếu",
        "Số định danh",
        "Giấy tờ tùy thân",
        "CCCD/CMND/Hộ chiếu",
        "CMND/Hộ chiếu của công dân",
        "Số giấy tờ",
    ),
    Column(
        "phone",
        "Điện thoại",
        "Số điện thoại",
        "SĐT",
        "ĐT",
        "Điện thoại liên hệ",
    ),
    Column(
        "signatories",
        "Số người ký",
        "Số người",
        "Số người cùng ký",
        "Số lượng người ký",
        "Số người cùng nội dung",
        example="1",
    ),
    Column(
        "content",
        "Tóm tắt nội dung",
        "Nội dung",
        "Nội dung đơn",
        "Trích yếu",
        "Nội dung vụ việc",
        "Nội dung sự việc",
        "Trích yếu nội dung",
        "Nội dung đơn thư",
        "Tóm tắt nội dung đơn",
        "Nội dung đơn tóm tắt vụ việc",
        "Nội dung tóm tắt",
        "Nội dung khiếu nại, tố cáo",
        "Vụ việc",
        need=True,
        example="Đề nghị xem xét việc thu hồi đất làm đường liên xã",
    ),
    Column("demand", "Yêu cầu, đề nghị", "Yêu cầu", "Đề nghị"),
    Column(
        "kind",
        "Loại đơn",
        "Phân loại đơn",
        "Phân loại",
        "Loại",
        "Loại đơn thư",
        "Loại đơn KN/TC/KN/PA",
        "Thể loại",
        "Tính chất đơn",
        example="Khiếu nại",
        note="Khiếu nại, Tố cáo, Kiến nghị phản ánh (KN, TC, KNPA) hoặc Nhiều nội dung",
    ),
    Column(
        "category",
        "Lĩnh vực",
        "Thuộc lĩnh vực",
        "Lĩnh vực đơn",
        "Nhóm lĩnh vực",
        "Lĩnh vực khiếu nại",
        example="Đất đai",
    ),
    Column(
        "competence",
        "Thẩm quyền",
        "Thuộc thẩm quyền",
        "Thẩm quyền giải quyết",
        example="Thuộc thẩm quyền",
    ),
    Column(
        "outcome",
        "Hướng xử lý",
        "Kết quả xử lý",
        "Xử lý",
        "Hình thức xử lý",
        "Biện pháp xử lý",
        "Kết quả phân loại, xử lý",
        "Đề xuất xử lý",
        "Ý kiến xử lý",
        "Việc xử lý",
        example="Thụ lý giải quyết",
        note="Thụ lý, không thụ lý, hướng dẫn, chuyển đơn, trả lại, lưu đơn, trả lời …",
    ),
    Column(
        "outcome_accept",
        "Thụ lý để giải quyết",
        "Thụ lý",
        "Thụ lý giải quyết",
        "Đơn thụ lý",
        spare=True,
    ),
    Column(
        "outcome_guide",
        "Trả lại đơn và hướng dẫn",
        "Hướng dẫn",
        "Đơn hướng dẫn",
        "Hướng dẫn công dân đến cơ quan có thẩm quyền",
        spare=True,
    ),
    Column(
        "outcome_transfer",
        "Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền",
        "Chuyển đơn",
        "Đơn chuyển",
        "Chuyển cơ quan có thẩm quyền",
        spare=True,
    ),
    Column("outcome_file", "Lưu đơn", "Xếp lưu", "Lưu", spare=True),
    Column(
        "handled_on",
        "Ngày xử lý",
        "Ngày giải quyết",
        "Ngày văn bản xử lý",
        "Ngày ban hành văn bản xử lý",
        "Ngày kết thúc",
        "Ngày trả lời",
        example="20/9/2021",
    ),
    Column(
        "outcome_ref",
        "Số, ngày văn bản xử lý",
        "Văn bản xử lý",
        "Số văn bản",
        "Số văn bản xử lý",
        "Số, ký hiệu văn bản",
        "Số và ngày văn bản",
        "Số, ngày quyết định, kết luận",
        "Số quyết định",
        "Văn bản giải quyết",
        example="123/UBND-BTCD, 20/9/2021",
    ),
    Column(
        "competent_body",
        "Cơ quan thụ lý",
        "Cơ quan giải quyết",
        "Cơ quan, đơn vị thụ lý",
        "Đơn vị giải quyết",
        "Đơn vị thụ lý",
        "Cơ quan nhận đơn",
        "Nơi nhận",
        "Cơ quan có thẩm quyền",
        "Đơn vị xử lý",
        "Cơ quan, đơn vị thụ lý số văn bản chuyển đơn",
    ),
    Column(
        "result",
        "Kết quả giải quyết",
        "Kết quả",
        "Theo dõi kết quả giải quyết",
        "Theo dõi kết quả",
        "Tình trạng",
        "Tiến độ giải quyết",
    ),
    Column("note", "Ghi chú", "Chú thích", "Ghi chú khác"),
]

RECEPTIONS = [
    Column(
        "number",
        "STT",
        "TT",
        "Số thứ tự",
        "Số lượt",
        "Số vào sổ",
        "Số TT",
        example="15",
        note="Số trong sổ cũ, giữ như đã ghi",
    ),
    Column(
        "date",
        "Ngày tiếp",
        "Ngày tiếp công dân",
        "Ngày, tháng",
        "Ngày tháng",
        "Ngày tháng năm",
        "Ngày",
        "Ngày, tháng tiếp",
        need=True,
        example="05/9/2021",
        note="Ngày/tháng/năm; ghi đủ ngày",
    ),
    Column(
        "person_address",
        "Họ tên, địa chỉ",
        "Họ tên - Địa chỉ",
        "Họ và tên, địa chỉ",
        "Họ tên và địa chỉ",
        "Họ tên, địa chỉ công dân",
        "Họ tên - địa chỉ của công dân",
        spare=True,
    ),
    Column(
        "person",
        "Họ và tên",
        "Họ tên",
        "Họ tên công dân",
        "Họ và tên công dân",
        "Người đến",
        "Công dân",
        "Tên công dân",
        example="Lò Văn Mẫu",
    ),
    Column("address", "Địa chỉ", "Nơi ở", "Nơi cư trú", "Chỗ ở", example="Bản Bon"),
    Column(
        "paper_number",
        "CCCD/CMND/Hộ chiếu (hoặc giấy tờ tùy thân)",
        "CMND/Hộ chiếu của công dân",
        "CMND/Hộ chiếu",
        "CCCD/CMND/Hộ chiếu",
        "CMND",
        "CCCD",
        "Số CCCD",
        "Số CMND",
        "CMND/CCCD",
    ),
    Column("birth_year", "Năm sinh", "Sinh năm"),
    Column("phone", "Điện thoại", "Số điện thoại", "SĐT"),
    Column(
        "content",
        "Nội dung đơn (tóm tắt vụ việc)",
        "Nội dung vụ việc",
        "Nội dung",
        "Nội dung sự việc",
        "Nội dung trình bày",
        "Nội dung đơn",
        "Tóm tắt vụ việc",
        "Tóm tắt nội dung",
        need=True,
        example="Đề nghị sửa đường vào bản",
    ),
    Column("demand", "Yêu cầu, đề nghị", "Yêu cầu", "Đề nghị"),
    Column(
        "kind_people",
        "Phân loại đơn/Số người",
        "Phân loại đơn, số người",
        "Loại đơn/Số người",
        "Loại vụ việc/Số người",
        spare=True,
    ),
    Column(
        "kind",
        "Loại đơn (KN/TC/KN/PA)",
        "Loại đơn",
        "Phân loại đơn",
        "Phân loại",
        example="KNPA",
        note="KN, TC hoặc KNPA",
    ),
    Column(
        "people",
        "Số người cùng nội dung",
        "Số người",
        "Số người đến",
        "Số lượng người",
        "Số công dân",
        example="1",
    ),
    Column(
        "prior_bodies",
        "Cơ quan đã giải quyết (hết thẩm quyền)",
        "Cơ quan đã giải quyết",
        "Quá trình xem xét, giải quyết",
    ),
    Column(
        "own",
        "Thuộc thẩm quyền (x)",
        "Thuộc thẩm quyền",
        "Thụ lý để giải quyết",
        "Thụ lý",
        example="x",
    ),
    Column(
        "guided",
        "Hướng dẫn công dân đến cơ quan có thẩm quyền (+ số văn bản)",
        "Trả lại đơn và hướng dẫn",
        "Hướng dẫn",
        "Hướng dẫn công dân",
        "Hướng dẫn công dân đến cơ quan có thẩm quyền",
    ),
    Column(
        "transferred",
        "Cơ quan, đơn vị thụ lý (+ số văn bản chuyển đơn)",
        "Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền",
        "Chuyển đơn",
        "Cơ quan, đơn vị thụ lý",
    ),
    Column(
        "outcome",
        "Kết quả tiếp",
        "Việc tiếp nhận, xử lý",
        "Hướng xử lý",
        "Kết quả xử lý",
    ),
    Column(
        "result",
        "Theo dõi kết quả giải quyết",
        "Theo dõi kết quả",
        "Kết quả",
        "Kết quả giải quyết",
    ),
    Column("note", "Ghi chú"),
]

UNITS = [
    Column(
        "name",
        "Tên đơn vị",
        "Đơn vị",
        "Tên cơ quan",
        "Tên cơ quan, đơn vị",
        "Cơ quan, đơn vị",
        "Tên",
        need=True,
        example="UBND xã Mường Giàng",
    ),
    Column(
        "kind",
        "Loại đơn vị",
        "Loại",
        "Cấp",
        need=True,
        example="UBND cấp xã",
        note="UBND tỉnh, UBND huyện, UBND cấp xã, Văn phòng, Phòng ban, Khác",
    ),
    Column(
        "parent",
        "Đơn vị cấp trên",
        "Trực thuộc",
        "Thuộc đơn vị",
        "Cấp trên",
        "Cơ quan cấp trên",
        "Cơ quan chủ quản",
        example="UBND tỉnh Sơn La",
    ),
    Column("symbol", "Ký hiệu", "Ký hiệu văn bản", "Viết tắt", example="UBND"),
    Column("short_name", "Tên ngắn", "Tên gọi tắt", "Tên gọi ngắn"),
    Column("place_name", "Địa danh", "Địa danh văn bản", example="Mường Giàng"),
    Column("address", "Địa chỉ", "Trụ sở"),
    Column("phone", "Điện thoại", "Số điện thoại", "SĐT"),
    Column("email", "Thư điện tử", "Email", "E-mail", "Hộp thư"),
    Column("valid_from", "Từ ngày", "Ngày thành lập", "Hiệu lực từ"),
    Column("valid_to", "Đến ngày", "Ngày kết thúc", "Hiệu lực đến"),
]

PEOPLE = [
    Column(
        "person",
        "Họ và tên",
        "Họ tên",
        "Tên cán bộ",
        "Cán bộ",
        need=True,
        example="Lò Văn Mẫu",
    ),
    Column(
        "login",
        "Tên đăng nhập",
        "Tài khoản",
        "Tên tài khoản",
        "Thư điện tử",
        "Email",
        "E-mail",
        "Thư công vụ",
        need=True,
        example="mau.lv@sonla.gov.vn",
    ),
    Column(
        "unit",
        "Đơn vị",
        "Cơ quan, đơn vị",
        "Phòng ban",
        "Đơn vị công tác",
        "Cơ quan",
        need=True,
        example="UBND xã Mường Giàng",
    ),
    Column(
        "role",
        "Vai trò",
        "Quyền",
        "Nhiệm vụ",
        example="Cán bộ",
        note="Cán bộ, Văn thư, Trưởng đơn vị, Theo dõi, Lãnh đạo, Thanh tra, Quản trị",
    ),
    Column(
        "position_title",
        "Chức vụ",
        "Chức danh",
        "Chức vụ, chức danh",
        example="Chuyên viên",
    ),
    Column("date_from", "Từ ngày", "Ngày bắt đầu", "Bắt đầu từ"),
]

HOLIDAYS = [
    Column("date", "Ngày", "Ngày nghỉ", "Ngày tháng", need=True, example="02/9/2026"),
    Column(
        "name",
        "Tên ngày nghỉ",
        "Nội dung",
        "Lý do",
        "Tên",
        "Dịp",
        need=True,
        example="Quốc khánh",
    ),
    Column(
        "kind",
        "Loại ngày",
        "Loại",
        need=True,
        example="Nghỉ lễ",
        note="Nghỉ lễ, Nghỉ bù, Hoán đổi nghỉ, Làm bù",
    ),
    Column(
        "source",
        "Văn bản",
        "Căn cứ",
        "Số văn bản",
        "Nguồn",
        example="Thông báo số 9441/TB-BNV",
    ),
]

CONCLUSIONS = [
    Column(
        "number",
        "Số thông báo",
        "Số TB",
        "Số văn bản",
        "Số, ký hiệu",
        "Số kết luận",
        "Thông báo số",
        need=True,
        example="05",
        note="Số trong sổ của cơ quan; các dòng cùng số, cùng ngày là một kết luận",
    ),
    Column(
        "date",
        "Ngày ban hành",
        "Ngày thông báo",
        "Ngày văn bản",
        "Ngày",
        "Ngày kết luận",
        need=True,
        example="05/9/2026",
    ),
    Column(
        "subject",
        "Cuộc đối thoại",
        "Trích yếu",
        "Tên kết luận",
        "Hội nghị",
        "Về việc",
        need=True,
        example="Đối thoại với Nhân dân xã Mường Giàng",
    ),
    Column("chair", "Người kết luận", "Chủ trì đối thoại", "Lãnh đạo kết luận"),
    Column(
        "content",
        "Nội dung kết luận",
        "Nội dung",
        "Nhiệm vụ",
        "Nội dung giao",
        "Nội dung nhiệm vụ",
        need=True,
        example="Sửa đường vào bản Bon",
    ),
    Column(
        "lead",
        "Đơn vị chủ trì",
        "Chủ trì",
        "Đơn vị thực hiện",
        "Cơ quan chủ trì",
        "Đơn vị được giao",
        "Cơ quan thực hiện",
        need=True,
        example="UBND xã Mường Giàng",
        note="Nhiều đơn vị cách nhau bằng dấu ;",
    ),
    Column(
        "support",
        "Đơn vị phối hợp",
        "Phối hợp",
        "Cơ quan phối hợp",
    ),
    Column(
        "due",
        "Thời hạn",
        "Hạn hoàn thành",
        "Thời gian hoàn thành",
        "Hạn xử lý",
        "Thời hạn hoàn thành",
        "Hạn",
        example="31/12/2026",
        note="Ngày/tháng/năm, hoặc: thường xuyên, hằng tháng, hằng quý, hằng năm",
    ),
    Column("product", "Kết quả, sản phẩm", "Sản phẩm", "Kết quả dự kiến"),
    Column(
        "status",
        "Tình trạng",
        "Kết quả",
        "Kết quả thực hiện",
        "Trạng thái",
        note="Đã hoàn thành, hoặc đang thực hiện",
        example="Đang thực hiện",
    ),
    Column("done_on", "Ngày hoàn thành", "Hoàn thành ngày"),
]

KINDS = {
    "petitions": PETITIONS,
    "receptions": RECEPTIONS,
    "units": UNITS,
    "people": PEOPLE,
    "holidays": HOLIDAYS,
    "conclusions": CONCLUSIONS,
}
TITLES = {
    "petitions": "Sổ tiếp nhận, theo dõi đơn",
    "receptions": "Sổ tiếp công dân",
    "units": "Danh mục đơn vị",
    "people": "Danh sách cán bộ",
    "holidays": "Ngày nghỉ, ngày làm bù",
    "conclusions": "Sổ theo dõi kết luận đối thoại",
}


def in_template(kind):
    """Columns that the template of this kind has."""
    return [column for column in KINDS[kind] if not column.spare]


def example_row(kind):
    """The example of the template, as it is read when it was left there."""
    return {c.key: c.example for c in in_template(kind) if c.example}


def missing_columns(kind, keys):
    """Headings of the columns a register of this kind can't do without."""
    keys = set(keys)
    return [c.heading for c in KINDS[kind] if c.need and c.key not in keys]


# ----------------------------------------------------------------------
# words
# ----------------------------------------------------------------------
def _first(text, table):
    """The value of the first pattern found in the folded text, None if none is."""
    folded = fold(text)
    for pattern, value in table:
        if re.search(rf"\b(?:{pattern})\b", folded):
            return value
    return None


_KINDS = [
    ("nhieu noi dung|hon hop|kn tc|khieu to", "mixed"),
    ("kn pa|knpa|pakn|kien nghi|phan anh|de nghi|pa|kien nghi phan anh", "kn_pa"),
    ("to cao|tc", "tc"),
    ("khieu nai|kn|khieu kien", "kn"),
]


def petition_kind(text):
    """:raise CellError: unknown_kind"""
    if not text.strip():
        return None
    if re.fullmatch(r"k", fold(text)):
        return "kn"
    found = _first(text, _KINDS)
    if not found:
        raise CellError("unknown_kind")
    return found


_OUTCOMES = [
    ("khong thu ly|khong du dieu kien thu ly", "not_accept"),
    ("tu choi", "refuse"),
    ("tra lai don va huong dan|huong dan|hd", "guide"),
    ("tra lai|tra don", "return"),
    ("don doc", "urge"),
    ("co quan dieu tra|cong an dieu tra", "police"),
    ("chuyen don|chuyen", "transfer"),
    ("luu don|luu|xep luu|xep don|xep", "file"),
    ("thu ly|giai quyet|xac minh", "accept"),
    ("tra loi|giai thich|phuc dap", "answer"),
    ("thanh tra", "inspect"),
    ("bao cao", "inform"),
]


def outcome(text):
    """What became of a petition, by the words of the register.

    :raise CellError: unknown_outcome
    """
    if not text.strip():
        return None
    if re.search(r"\b(?:dang|chua|cho) ", f"{fold(text)} "):
        # still going on
        return None
    found = _first(text, _OUTCOMES)
    if not found:
        raise CellError("unknown_outcome")
    return found


_SOURCES = [
    ("truc tiep|tiep cong dan|tru so|nop tai|cong dan nop|ban tcd|btcd", "desk"),
    ("buu dien|buu chinh|qua duong thu|duong buu", "post"),
    ("hom thu|hop thu gop y|thung thu", "box"),
    ("dien tu|truc tuyen|cong dich vu|zalo|email|mang", "online"),
    ("doi thoai", "dialogue"),
    ("ghi loi|truc tiep trinh bay|loi noi", "oral"),
    ("hdnd|hoi dong nhan dan|quoc hoi|dai bieu|doan dbqh|dan nguyen|mttq", "elected"),
    ("bao|dai truyen hinh|dai phat thanh|toa soan", "press"),
    ("tinh uy|huyen uy|dang uy|ban noi chinh|uy ban kiem tra|ban to chuc", "party"),
]


def source(text):
    """(source, name of the body that forwarded it)."""
    if not text.strip():
        return "desk", None
    found = _first(text, _SOURCES) or "agency"
    forwarded = found in ("elected", "press", "party", "agency")
    return found, text.strip() if forwarded else None


def competence(text):
    folded = fold(text)
    if not folded or folded in ("-", "0"):
        return None
    if re.search(r"\b(khong|ngoai|khac)\b", folded):
        return "other"
    return "own"


_UNIT_KINDS = [
    ("van phong|vp|ban tiep cong dan|trung tam hanh chinh", "office"),
    ("tinh|thanh pho truc thuoc", "province"),
    ("huyen|thi xa|quan", "district"),
    ("xa|phuong|thi tran|dac khu", "commune"),
    ("phong|so|ban|chi cuc|thanh tra", "department"),
    ("khac|don vi su nghiep|trung tam|truong|cong ty|doan the", "other"),
]


def unit_kind(text):
    """:raise CellError: unknown_unit_kind"""
    found = _first(text, _UNIT_KINDS)
    if not found:
        raise CellError("unknown_unit_kind")
    return found


_ROLES = [
    ("van thu", "clerk"),
    ("luu giu|giu danh tinh", "custodian"),
    ("theo doi|chanh van phong", "followup"),
    ("lanh dao|chu tich", "leader"),
    ("truong|thu truong|pho truong|giam doc", "head"),
    ("thanh tra|kiem tra", "inspector"),
    ("quan tri", "admin"),
    ("can bo|cong chuc|chuyen vien|nhan vien|officer", "officer"),
]


def role(text):
    """:raise CellError: unknown_role"""
    if not text.strip():
        return "officer"
    found = _first(text, _ROLES)
    if not found:
        raise CellError("unknown_role")
    return found


_POSITIONS = [
    ("pho chu tich", "vice_chair"),
    ("chu tich", "chair"),
    ("pho", "vice_head"),
    ("truong|chanh|giam doc", "head"),
    ("van thu", "clerk"),
]


def position(text):
    return _first(text, _POSITIONS) or "officer"


_HOLIDAYS = [
    ("lam bu|lam viec bu|hoan doi lam|ngay lam viec", "swap_work"),
    ("nghi bu", "compensatory"),
    ("hoan doi", "swap_off"),
    ("nghi|le|tet", "holiday"),
]


def holiday_kind(text):
    """:raise CellError: unknown_holiday_kind"""
    found = _first(text, _HOLIDAYS)
    if not found:
        raise CellError("unknown_holiday_kind")
    return found


_RHYTHMS = [
    ("hang thang|hang thang|moi thang", "monthly"),
    ("hang quy|moi quy", "quarterly"),
    ("6 thang|sau thang|nua nam", "half_yearly"),
    ("hang nam|moi nam", "yearly"),
    ("thuong xuyen|lien tuc", "monthly"),
]


def rhythm(text):
    """How often a clause is to be reported on, when it has no date."""
    return _first(text, _RHYTHMS)


def is_done(text):
    """Whether a task was carried out.

    :raise CellError: unknown_status
    """
    folded = fold(text)
    if not folded:
        return False
    if re.search(r"\b(chua|dang|mot phan|con)\b", folded):
        return False
    if re.search(r"\b(da|xong|hoan thanh|dat)\b", folded):
        return True
    raise CellError("unknown_status")


def visit_result(row_text):
    """Result of a visit by the words of the book."""
    return _first(
        row_text,
        [
            ("tu choi", "refused"),
            ("chuyen", "transferred"),
            ("huong dan", "guided"),
            ("nhan don|tiep nhan don|thu ly", "explained"),
            ("giai thich|tra loi|giai quyet|ghi nhan|tiep thu", "explained"),
        ],
    )


def split_units(text):
    """Names of units in one cell: one a line, or with a semicolon between them."""
    parts = re.split(r"[;\n]+", text)
    return [part.strip(" -,.") for part in parts if part.strip(" -,.")]


def unit_key(name):
    """A name of a unit as it is compared: «UBND xã Mường Giàng», «xã Mường Giàng»."""
    folded = fold(name)
    folded = re.sub(r"\buy ban nhan dan\b", "ubnd", folded)
    return re.sub(r"^ubnd ", "", folded)
