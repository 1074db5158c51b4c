"""Units in the words of official texts: how each is written, where it is named, and
whether it leads, cooperates or is only spoken of."""

import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from .outline import fold

# a sentence is looked back upon so far
WINDOW = 300
_LEVEL = r"(?:huyện|tỉnh|thành phố|thị xã|quận|phường|thị trấn|xã(?!\s+hội))"
_AND = re.compile(r"(?<![a-z0-9])va(?![a-z0-9])")
# folded: without accents, lower case
ORDER = re.compile(r"\b(?:giao|yeu cau|de nghi|phan cong|chi dao)\b")
_ORDERED = re.compile(
    r"\b(?:giao|yeu cau|de nghi|phan cong|chi dao)"
    r"(?: (?:ngay|nhiem vu|trach nhiem|them))?(?: cho)?\s*[:,]?\s*$"
)
# citizens ask too, and give no orders: «Bà Lò Thị A đề nghị Phòng …»
_ASKS = re.compile(
    r"(?:^|[.;:,]\s*)(?:cau \d+\W*)?(?:kien nghi cua|cau hoi cua|ong|ba|anh|chi|cu|ho|"
    r"cac ho|cu tri|nhan dan|"
    r"cong dan|nguoi dan|ba con|dai bieu|mot so y kien|y kien cua|doanh nghiep|"
    r"cong ty)\b[^.;]*\b(?:de nghi|yeu cau|kien nghi)\s*$"
)
_TOGETHER = re.compile(
    r"(?:\bphoi(?: ket)? hop(?:\s+(?!voi|cung|va)\w+){0,3}[\s,]+(?:voi|cung)(?: voi)?"
    r"|\bphoi(?: ket)? hop|\b(?:su )?phoi hop cua|\b(?:su )?tham gia cua|\bcung voi"
    r"|\bcung|\b(?:don vi|co quan) phoi hop|\(\s*chu tri\s*\)\s*,)\s*:?\s*$"
)
_LABELLED = re.compile(
    r"\b(?:don vi|co quan|phong)(?: duoc giao)? (?:chu tri|thuc hien|chiu trach "
    r"nhiem|chu tri thuc hien)\s*:\s*$"
)
_BY = re.compile(r"\bdo\s*$")
_LEADS = re.compile(
    r"[\s,(\-–]*(?:la (?:co quan|don vi) )?(?:chu tri|co trach nhiem|chiu trach nhiem|"
    r"lam dau moi|la dau moi)\b(?!\s+(?:hoi nghi|cuoc hop|buoi|phien|doi thoai))"
)
_HELPS = re.compile(r"[\s,(\-–]*(?:cung )?phoi hop\b")
# what has been is no duty: «Phòng … đã trả lời»
_TELLS = re.compile(
    r"[\s,]*(?:cung )?(?:da|con (?!lai)|chua|vua|moi(?! (?:thang|quy|nam|tuan))|dang|"
    r"bi|duoc(?! giao)|co (?:y kien|bao cao|to trinh|nhieu|bao cao so)|tra loi:)(?!\w)"
)
# who does this gives work, and is not given it: «UBND huyện ghi nhận, giao …»
_ISSUES = re.compile(
    r"[\s,]*(?:giao|yeu cau|de nghi|phan cong|chi dao|"
    r"ghi nhan|tiep thu|thong nhat|dong y|ket luan|nhan duoc|chi thi|co y kien)\b"
)
# what may stand before the unit that a sentence begins with
_OPENING = re.compile(
    r"(?:trong|truoc|sau|dinh ky|hang|moi|cham nhat|khong qua|de(?! nghi| xuat)|"
    r"can cu|theo(?! doi)|tu|doi voi|ve|tai|rieng|ngoai ra|dong thoi|ben canh|"
    r"truoc mat|"
    r"nham|tren co so|khi|noi dung|vao|lien quan|voi|thuc hien (?:cong van|ke hoach|"
    r"chi thi|nghi quyet|quyet dinh|thong bao|van ban|y kien|luat))\b.*,\s*"
    # «Định kỳ 6 tháng UBND các xã …»
    r"|(?:trong|truoc|sau|dinh ky|hang|moi|cham nhat|khong qua)\b[\w\s,/]{0,40}"
    r"(?:\d|nam|thang|quy|ngay|tuan)\s*"
    r"|[^,]{0,60}\bke tu ngay[^,]*,\s*|\W*"
)
_PREFIX = re.compile(
    r"[\s,;:\-–]*(?:(?:va|cac dong chi|dong chi|d/c|ong|ba|thu truong|pho|giam doc|"
    r"truong(?= (?:phong|ban|cong an|thanh tra|trung tam))|"
    r"chanh(?= (?:van phong|thanh tra))|chu tich(?= (?:ubnd|uy ban|hoi))|"
    r"chu tich, cac pho chu tich(?= (?:ubnd|uy ban))|hat truong|tap the|"
    r"chi huy truong|chu nhiem|hieu truong|bi thu|truong(?= trung tam)|lanh dao|"
    r"nguoi dung dau|cho|toan the|tat ca)\b[\s,:]*)*"
)
_PERSON = re.compile(
    r"\s*(?:(?:[A-ZĐÀ-Ỹ][^\W\d_]*\.?)\s+){1,4}?[A-ZĐÀ-Ỹ][^\W\d_]*\.?\s*[,(\-–]\s*"
    r"(?=(?:Phó |phó )?(?:[Cc]hủ tịch|[Tt]rưởng|[Gg]iám đốc|[Cc]hánh|[Bb]í thư|"
    r"[Cc]hỉ huy|[Hh]ạt trưởng|[Cc]hủ nhiệm|[Hh]iệu trưởng|[Cc]ông chức|UBND|Ủy viên))"
)
_COMRADE = re.compile(r"(?:dong chi|d/c|ong|ba)\s*$")
_FULL_NAME = re.compile(
    r"\s*(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\s+){1,4}(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\b|[A-ZĐ]\b)"
)
# beginnings of names, with their accents: «đội» is a team and «đối với» is none
_STARTER = re.compile(
    r"(?:ban (?:quản lý|chỉ huy|chỉ đạo|tiếp công dân|tổ chức)|phòng quản lý|"
    r"văn phòng|phòng|ban|thanh tra|công an|trung tâm|sở|chi cục|cục|hạt|trạm|ubnd|"
    r"ủy ban|uỷ ban|đài|hội|kho bạc|bảo hiểm|chi nhánh|đội|bệnh viện|trường|toà án|"
    r"tòa án|viện|công ty|điện lực|ngân hàng|mặt trận|đoàn|liên đoàn|huyện đoàn|"
    r"bưu điện|tổ công tác|tổ giúp việc|hội đồng|đảng ủy|đảng uỷ|thường trực|"
    r"ban thường vụ|chi bộ|xí nghiệp|hợp tác xã|htx|bchqs|ttyt|các đồn|đồn|bộ)"
    r"(?![^\W_])"
)
# who may be given work without being a unit of the list, in small letters too
_ROLE = re.compile(
    r"(?:(?:các |những )?(?:cơ quan|đơn vị|ngành|tổ chức|đoàn thể|địa phương|ban|"
    r"phòng|hội|sở|doanh nghiệp|thành viên|thôn|bản)(?:,? (?:và )?(?:các )?(?:cơ quan|"
    r"đơn vị|ngành|ban|tổ chức|đoàn thể|địa phương|phòng|chuyên môn|chính trị|xã hội|-"
    r"|–|cá nhân))*(?:\s+khác)?(?:\s+có)?\s+liên quan(?: khác)?"
    r"|các (?:tổ chức chính trị\s?[-–]\s?xã hội|đoàn thể|đơn vị|cơ quan|ngành|tổ chức|"
    r"địa phương|thành viên|thôn|bản|hộ dân|doanh nghiệp)"
    r"|công chức|cán bộ|trưởng (?:bản|thôn|xóm|khu|ấp|tiểu khu|ban quản lý)|chủ đầu tư|"
    r"đơn vị (?:thi công|tư vấn|chủ đầu tư)|nhà thầu|tổ công tác|chủ hộ)(?![^\W_])"
)
# beginnings that are never a deed, as «phòng chống» is one
_SURE = re.compile(
    r"(?:văn phòng|thanh tra|công an|trung tâm|sở|chi cục|hạt|trạm|ubnd|[ủu][ỷy] ban|"
    r"kho bạc|bảo hiểm|chi nhánh|bệnh viện|t[oò][aà] án|viện kiểm sát|công ty|điện lực|"
    r"ngân hàng|mặt trận|hội (?:nông dân|phụ nữ|liên hiệp|cựu chiến binh|đông y|"
    r"chữ thập"
    r" đỏ|người cao tuổi)|đoàn thanh niên|huyện đoàn|liên đoàn|đảng ủy|đảng uỷ|"
    r"ban quản lý|ban chỉ huy|ban chỉ đạo|ban chqs|bưu điện|"
    r"các (?:đơn vị|cơ quan|tổ chức|ngành|đoàn thể))\b"
)
_NAME_END = re.compile(
    r"[,;:.()]|\b(?:giao|yeu cau|de nghi|phan cong|ghi nhan|tiep thu|thong nhat|dong y|"
    r"chu tri|phoi hop|thuc hien|to chuc(?! chinh tri)|kiem tra|ra soat|khan truong|"
    r"co trach nhiem|chiu trach nhiem|tham muu|hoan thanh|bao cao|trien khai|"
    r"(?:xay dung|quan ly(?! du an| thi truong| cho\b| ben xe| rung| dat))"
    r"(?!\s+(?:huyen|tinh|xa|thanh pho|khu vuc)\b)|"
    r"tiep tuc|tang cuong|sua|giai quyet|xem xet|tra loi|lap|bo tri|huong dan|"
    r"don doc|theo doi|truoc|trong|cham nhat|nghien cuu|chi dao|cung cap|ban giao|"
    r"kip thoi|can cu|de xuat|ban hanh|chuan bi|tiep nhan|xu ly|do dac|tham dinh|"
    r"cong khai|niem yet|lap dat|dam bao|bao dam|tong hop|gui|chuyen|dieu tra|"
    r"giai ngan|xac minh|khac phuc|don dep|don ve sinh|thu gom|tuan tra|nao vet|tu sua|"
    r"ho tro|chi tra|nghiem thu|thanh lap|doi thoai|tiep cong dan|cong bo|chi dinh|"
    r"ket luan|chi thi|co y kien|nhan duoc|"
    r"ra quan|tuyen truyen|van dong|giam sat|thong bao|tap trung|chu dong|"
    r"thuong xuyen|dinh ky|hang|khong|tien hanh|khao sat|thao go|dam nhan|tro giup|"
    r"xac dinh|dang ky voi|cap nhat|bo sung|dieu chinh|giup|"
    r"cham dut|thu hoi|cuong che|nhac nho|bam sat|thong ke|danh gia|cham lo|phai|"
    r"phu trach|"
    r"quan tam|quan triet|nghiem tuc|truc tiep|gioi thieu|thuc day|day manh|"
    r"va(?= (?:van phong|phong|ban|cong an|ubnd|uy ban|thanh tra|trung tam|cac|so)\b)"
    r")\b"
)
# short deeds that without their accents would be parts of names: «Kiểm lâm»
_HALF = re.compile(
    r"\s(?:là|nêu|theo|tại|với|vào|từ|về|làm|để|cần|mời|nắm|sớm|lên|cùng)\s"
)
# «Công an tỉnh» is not the police of this district
_ELSEWHERE = re.compile(rf"\s+(?i:{_LEVEL})(?![^\W_])(?:\s+[A-ZĐÀ-Ỹ][^\W\d_]*){{0,4}}")
_PLACE = re.compile(r"(?:\s+[A-ZĐÀ-Ỹ][^\W\d_]*){1,4}")
_CONCERNED = re.compile(r"(?:\s*,?\s*địa phương)?(?:\s+khác)?(?:\s+có)?\s+liên quan")
# «UBND các xã: A, B», «các phòng Nội vụ, Tư pháp»: one beginning for several names
_SHARED = re.compile(
    r"(?:(?P<office>UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Công an|Trạm Y tế)\s+)?"
    r"(?:các|hai|ba|bốn|năm|0?\d)\s+"
    r"(?P<kind>xã|phường|thị trấn|huyện|[Pp]hòng|[Ss]ở|[Tt]rung tâm|[Cc]hi cục)"
    r"(?P<more>(?:\s*,\s*(?:phường|thị trấn|thành phố|thị xã|ban|ngành))*)"
    r"(?:\s+và\s+(?:thị trấn|thành phố))?\s*[:(]?\s*(?=[A-ZĐÀ-Ỹ])"
)


def aliases(name, place_names=()):
    """Ways in which a unit is written: with and without the name of its place, and
    with the initials of its field: «Phòng Tài nguyên và Môi trường» is also «Phòng
    TN&MT»."""
    name = unicodedata.normalize("NFC", name).strip()
    found = {name}
    for place in place_names:
        pattern = (
            rf"\s*(?:tỉnh|huyện|thị xã|thành phố|xã|phường)?\s+{re.escape(place)}$"
        )
        short = re.sub(pattern, "", name)
        if short != name and len(short.split()) > 1:
            found.add(short)
            for level in ("huyện", "xã", "tỉnh", "phường", "thành phố", "thị xã"):
                if re.search(rf"{level}\s+{re.escape(place)}$", name):
                    found.add(f"{short} {level}")
    forms = sorted(found)
    for form in forms:
        match = re.match(r"(Phòng|Văn phòng|Ban|Sở|Trung tâm)\s+(.+)", form)
        if match:
            start, rest = match.groups()
            level = re.search(r"\s+(?:huyện|xã|tỉnh|phường|thành phố|thị xã)$", rest)
            core = rest[: level.start()] if level else rest
            tail = level.group() if level else ""
            groups = re.split(r"\s+(?:và|-|–)\s+|\s*,\s*", core)
            short = "".join(_initials(part) for part in groups)
            starts = (start, "".join(word[0].upper() for word in start.split()))
            if len(short) > 1:
                found |= {f"{begin} {short}{tail}" for begin in starts}
                if start != "Phòng":
                    found.add(f"{starts[1]}{short}{tail}")
            if 1 < len(groups) <= 4:
                # «Nông nghiệp và PTNT», «Lao động - TB&XH»
                for mixed in itertools.product(
                    *((part, _initials(part)) for part in groups)
                ):
                    found.add(f"{start} {' và '.join(mixed)}{tail}")
    swaps = (("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND"))
    for pair in swaps:
        for old, new in (pair, pair[::-1]):
            found |= {form.replace(old, new) for form in found if old in form}
    return found


def _initials(part):
    words = part.split()
    if len(words) == 1 and words[0].isupper():
        return words[0]
    return "".join(word[0].upper() for word in words)


@dataclass
class Assigned:
    """Who leads and who cooperates; ``unknown…`` are names that are in no list."""

    leads: list = field(default_factory=list)
    supports: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    unknown_supports: list = field(default_factory=list)

    @property
    def led(self):
        return bool(self.leads or self.unknown)

    def lead(self, run):
        self.leads += [key for key in run.keys if key not in self.leads]
        self.unknown += [name for name in run.unknown if name not in self.unknown]

    def support(self, run):
        known = self.leads + self.supports
        self.supports += [key for key in run.keys if key not in known]
        known = self.unknown + self.unknown_supports
        self.unknown_supports += [name for name in run.unknown if name not in known]


@dataclass
class Run:
    """Units listed one after the other: «Phòng A, Phòng B và UBND xã C»."""

    start: int
    first: int
    end: int
    keys: list
    unknown: list

    def __bool__(self):
        return bool(self.keys or self.unknown)


class Names:
    """Finds names of units whatever spaces, hyphens and accents do between letters."""

    def __init__(self, names):
        self.keys, self.beginnings, self.headings = {}, set(), {}
        for name, key in names.items():
            # «Tài nguyên và Môi trường», «Tài nguyên - Môi trường», «… & …» alike
            compact = _compact(name)
            if len(compact) > 1:
                self.keys.setdefault(compact, (key, name))
        for compact in self.keys:
            self.beginnings.update(compact[:n] for n in range(1, len(compact) + 1))

    # ------------------------------------------------------------------
    # one name
    # ------------------------------------------------------------------
    def at(self, text, start):
        """(key, end) of the longest name that begins at ``start``."""
        (key, _name), end = self._at(text, start)
        return key, end

    def _at(self, text, start):
        folded, compact, best = fold(text), "", ((None, ""), start)
        position = start
        while position < len(text):
            letter = folded[position]
            if compact and _AND.match(folded, position):
                position += 2
                continue
            if letter.isalnum():
                compact += letter
                if compact not in self.beginnings:
                    break
                last = position + 1 == len(text) or not folded[position + 1].isalnum()
                if last and compact in self.keys:
                    short = len(compact) < 5
                    if not short or text[start].isupper():
                        best = (self.keys[compact], position + 1)
            elif compact and (letter in ";:()" or (letter == "." and len(compact) > 2)):
                # «P.TNMT»
                break
            position += 1
        return best

    def _name(self, text, start):
        """(key or None, unknown name or "", end) of what is named at ``start``."""
        (key, name), end = self._at(text, start)
        if key is not None:
            general = re.search(r"(?:^|\s)các\s", name, re.IGNORECASE)
            concerned = general and _CONCERNED.match(text, end)
            if concerned:
                # not all of them, and nobody says which
                return None, text[start : concerned.end()], concerned.end()
            other = not general and self._elsewhere(text, end, name)
            if other:
                return None, text[start:other], other
            return key, "", end
        lower = _lower(text)
        role = _ROLE.match(lower, start)
        if role and not _STARTER.match(lower, start):
            end = role.end()
            if re.match(r"(?:công chức|cán bộ|trưởng|nhà thầu)", role.group()):
                end = self._end_of_name(text, end)
            return None, text[start:end].strip(" ,;-–"), end
        starter = _STARTER.match(lower, start)
        if starter:
            end = self._end_of_name(text, starter.end())
            # a unit is named with a capital; «phòng chống thiên tai» is none
            capital = re.search(r"\s[A-ZĐÀ-Ỹ]", text[start:end])
            if text[start].isupper() or capital:
                if re.fullmatch(r"\S+\s*", text[start:end]) and text[start] != "U":
                    # «Phòng» alone
                    return None, "", start
                return None, text[start:end].strip(" ,;-–"), end
            if role:
                return None, role.group().strip(), role.end()
        return None, "", start

    def _end_of_name(self, text, start):
        folded = fold(text)
        # a deed in capitals belongs to the name: «Ban Quản lý dự án»
        ends = [
            match.start()
            for match in _NAME_END.finditer(folded, start)
            if not text[match.start()].isupper()
        ][:1]
        half = _HALF.search(text, start)
        if half:
            ends.append(half.start())
        return min(ends, default=len(text))

    def _elsewhere(self, text, end, name):
        """End of the whole name when the unit is one of another place, else 0."""
        if re.search(rf"{_LEVEL}\s+[A-ZĐÀ-Ỹ]", name):
            return 0
        if not re.search(rf"{_LEVEL}$", name):
            match = _ELSEWHERE.match(text, end)
            return match.end() if match else 0
        match = _PLACE.match(text, end)
        if not match or _NAME_END.match(fold(text), match.start() + 1):
            return 0
        if _compact(name + match.group()) in self.keys:
            return 0
        return match.end()

    # ------------------------------------------------------------------
    # lists
    # ------------------------------------------------------------------
    def list_at(self, text, start):
        """The units listed from ``start`` on, as a Run."""
        run = Run(start, start, start, [], [])
        head = ""
        while True:
            begin = self._after_titles(text, run.end)
            shared = _SHARED.match(text, begin)
            if shared and self._take_shared(text, run, shared):
                head = ""
                continue
            key, unknown, end = self._name(text, begin)
            if key is None and not unknown and head and run.keys:
                # «Phòng Nội vụ, Tư pháp»: only what is known then
                key, end = self._with_head(head, text, begin)
            if key is None and not unknown:
                person = self._person(text, begin)
                if not person:
                    return self._without_general(text, run)
                unknown, end = person
            if not run:
                run.first = begin
            if unknown:
                run.unknown.append(unknown)
            elif key not in run.keys:
                run.keys.append(key)
            start_word = _STARTER.match(_lower(text), begin)
            if start_word:
                level = re.match(rf"\s+{_LEVEL}(?![^\W_])", text[start_word.end() :])
                head = start_word.group() + (level.group() if level else "")
            run.end = end

    def _without_general(self, text, run):
        """«Giao các đơn vị: Phòng A, …» names them itself."""
        general = run.unknown and re.match(
            rf"{re.escape(run.unknown[0])}\s*:", text[run.first :]
        )
        if general and run.unknown[0].lower().startswith("các ") and run.keys:
            del run.unknown[0]
        return run

    def _after_titles(self, text, start):
        folded = fold(text)
        begin = _PREFIX.match(folded, start).end()
        village = re.search(r"[Tt]rưởng (?:bản|thôn)", text[start : begin + 4])
        if village:
            # no «Trưởng ban»
            return start + village.start()
        if _COMRADE.search(folded[max(0, begin - 12) : begin]):
            person = _PERSON.match(text, begin)
            if person:
                return _PREFIX.match(folded, person.end()).end()
        return begin

    def _person(self, text, begin):
        """A person who is given work by his name alone."""
        if not re.search(
            r"(?:dong chi|d/c)\s*$", fold(text[max(0, begin - 12) : begin])
        ):
            return None
        match = _FULL_NAME.match(text, begin)
        return match and (f"đồng chí {match.group().strip()}", match.end())

    def _with_head(self, head, text, begin):
        if begin >= len(text) or not text[begin].isupper():
            return None, begin
        item = f"{head} {text[begin : begin + 120]}"
        key, end = self.at(item, 0)
        if end <= len(head) + 1:
            # the head alone is a name too
            return None, begin
        return key, begin + end - len(head) - 1

    def _take_shared(self, text, run, shared):
        head = shared.group("kind").capitalize()
        if shared.group("office"):
            head = f"{shared.group('office')} {shared.group('kind')}"
        elif head[0] not in "PSTC" or shared.group("kind") in ("xã", "phường"):
            head = f"UBND {shared.group('kind')}"
        position, found = shared.end(), False
        while position < len(text) and text[position].isupper():
            if _NAME_END.match(fold(text), position):
                break
            if _STARTER.match(_lower(text), position):
                break
            key, end = self._with_head(head, text, position)
            if key is None:
                end = self._end_of_name(text, position)
                words = text[position:end].split()
                if re.search(r"\bvà\b", " ".join(words)):
                    end = position + text[position:end].index(" và ")
                run.unknown.append(f"{head} {text[position:end].strip()}")
            elif key not in run.keys:
                run.keys.append(key)
            if not found:
                run.first = run.first if run.end > run.start else shared.start()
            found = True
            run.end = end
            more = re.match(r"\s*(?:,|;|và|,\s*và|&)\s*", text[end:])
            if not more:
                break
            position = end + more.end()
        if found and text[run.end : run.end + 1] == ")":
            run.end += 1
        return found

    def only_names(self, text):
        run = self.list_at(text, 0)
        return bool(run) and not text[run.end :].strip(" .,:/;")

    # ------------------------------------------------------------------
    # who does what
    # ------------------------------------------------------------------
    def runs(self, text):
        """Every list of units named in a text."""
        end = 0
        for match in re.finditer(r"(?<!\w)\w", text):
            if match.start() < end:
                continue
            run = self.list_at(text, match.start())
            if run:
                end = run.end
                yield run

    def assigned(self, text, heading=False):
        """Who leads and who cooperates, in the words of the text.

        :param heading: a name alone leads what stands below it
        """
        found, folded = Assigned(), fold(text)
        own = False
        for run in self.runs(text):
            role = self._role(text, folded, run, found, own, heading)
            if role == "support":
                found.support(run)
            elif role:
                own = own or role == "own"
                found.lead(run)
        return found

    def heading(self, text):
        """As ``assigned``, for a heading that many paragraphs stand below."""
        if text not in self.headings:
            self.headings[text] = self.assigned(text, heading=True)
        return self.headings[text]

    def _role(self, text, folded, run, found, own, heading):
        before = folded[max(0, run.start - WINDOW) : run.start]
        after = folded[run.end : run.end + 60]
        if _TOGETHER.search(before):
            return "support"
        if _LABELLED.search(before):
            return "lead"
        if self._issues(text, folded, run) and not _LEADS.match(after):
            return ""
        if _LEADS.match(after):
            return "lead"
        if _HELPS.match(after) and found.led:
            return "support"
        if own:
            return ""
        if _ORDERED.search(before) and not _ASKS.search(before.rstrip(" :,")):
            return "own"
        if _BY.search(before) and (_HELPS.match(after) or "thuc hien" in after[:15]):
            return "lead"
        return self._begins(text, folded, run, found, heading)

    def _issues(self, text, folded, run):
        """«UBND huyện giao Phòng A» leads nothing; «UBND xã chỉ đạo niêm yết» does."""
        match = _ISSUES.match(folded, run.end)
        if not match or not match.group().endswith("chi dao") or not run.keys:
            return bool(match)
        told = re.match(
            r"\s*(?:nhu sau|mot so|cac noi dung|[:,])", folded[match.end() :]
        )
        return bool(told or self.list_at(text, match.end()))

    def _begins(self, text, folded, run, found, heading):
        """A sentence that begins with a unit gives it work, when it acts."""
        if found.led or _TELLS.match(folded, run.end):
            return ""
        before = folded[max(0, run.start - WINDOW) : run.start]
        opening = re.split(r"[.;:!?]\s+", before)[-1]
        listed = before[: len(before) - len(opening)].rstrip().endswith(";")
        if listed and not acts(folded[run.end : run.end + 80]):
            return ""
        if not _OPENING.fullmatch(opening):
            return ""
        rest = folded[run.end : run.end + WINDOW].strip(" .;:,/-–")
        if heading:
            return "own"
        if not rest:
            return ""
        colon = text[run.end : run.end + 2].strip()[:1] == ":"
        if not run.keys and not colon:
            # «Phòng chống …» at the beginning is a deed unless somebody acts
            if not (
                _HELPS.match(folded, run.end)
                or "chu tri" in folded
                or _SURE.match(_lower(text), run.first)
                or run.unknown[0].startswith("đồng chí")
            ):
                return ""
        return "own"


def acts(text):
    """Whether a folded text begins with a deed, a label or a duty, near enough."""
    return bool(
        re.match(r"\s*[:(]", text)
        or _LEADS.match(text)
        or _HELPS.match(text)
        or any(match.group()[0].isalpha() for match in _NAME_END.finditer(text))
    )


@lru_cache(maxsize=64)
def _lower(text):
    return text.lower()


def _compact(name):
    folded = fold(unicodedata.normalize("NFC", name))
    return re.sub(r"\bva\b|[^a-z0-9]", "", folded)
