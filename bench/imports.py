"""What an import costs against Odoo's own ``create`` of a bare model with the same
columns and chatter.

Run by bench/run inside Odoo's shell. Prints the time of each step for each size, for
reading, checking and entering, and the ratio to the bare model. Figures of different
machines can't be compared; the ratios can.
"""

import base64
import io
import statistics
import time
from datetime import date, timedelta

import xlsxwriter

from odoo.addons.citizen_dialogue.models import citizen_import

SIZES = (1_000, 5_000)
ROUNDS = 3
BATCH = 500
HEADS = (
    "Số đến",
    "Ngày nhận",
    "Họ và tên người gửi",
    "Địa chỉ",
    "Năm sinh",
    "Số CCCD",
    "Nội dung đơn",
    "Loại đơn",
    "Lĩnh vực",
    "Hướng xử lý",
    "Số, ngày văn bản xử lý",
    "Ghi chú",
)
# as the columns above, in a model that does nothing but keep them
FIELDS = {
    "x_number": "char",
    "x_old_number": "char",
    "x_receipt_date": "date",
    "x_name": "char",
    "x_address": "char",
    "x_birth_year": "integer",
    "x_paper": "char",
    "x_subject": "char",
    "x_content": "text",
    "x_kind": "char",
    "x_outcome": "char",
    "x_handled_on": "date",
    "x_note": "text",
}
env = env(context={**env.context, "lang": "vi_VN"})  # noqa: F821
citizen_import.AT_ONCE = 10**9


def rows(amount, salt):
    first = date(2019, 1, 1)
    for n in range(amount):
        day = first + timedelta(days=n % 1000)
        yield (
            str(n + 1),
            day,
            f"Lò Văn {salt} {n}",
            f"Bản Bon {n % 90}, xã Mường Giàng",
            1950 + n % 50,
            f"0140700{n:05d}",
            f"Đề nghị xem xét việc thu hồi đất làm đường liên xã, việc {salt} {n}",
            n % 3,
            n % 2,
        )


def workbook(amount, salt):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    page = book.add_worksheet("Sổ")
    page.write_row(0, 0, HEADS)
    for line, row in enumerate(rows(amount, salt), start=1):
        number, day, name, address, year, paper, content, kind, outcome = row
        page.write_row(
            line,
            0,
            (
                number,
                day.strftime("%d/%m/%Y"),
                name,
                address,
                year,
                paper,
                content,
                ("Khiếu nại", "KNPA", "Khiếu nại")[kind],
                "Đất đai",
                ("Thụ lý giải quyết", "Chuyển đơn")[outcome],
                f"12/TB-UBND, {(day + timedelta(days=9)).strftime('%d/%m/%Y')}",
                "Sổ cũ",
            ),
        )
    book.close()
    return target.getvalue()


def bare_model():
    model = env["ir.model"].search([("model", "=", "x_bench_bare")])
    if not model:
        env["ir.model"].create(
            {
                "name": "Bare",
                "model": "x_bench_bare",
                "is_mail_thread": True,
                "field_id": [
                    (0, 0, {"name": name, "ttype": kind, "field_description": name})
                    for name, kind in FIELDS.items()
                ],
            }
        )
    return env["x_bench_bare"].with_user(officer())


def officer():
    return env["res.users"].search([("login", "=", "bench_truong")])


def setup():
    unit = env["citizen.unit"].create({"name": "Đơn vị đo", "kind": "office"})
    user = env["res.users"].create(
        {"name": "Trưởng", "login": "bench_truong", "email": "t@example.com"}
    )
    env["citizen.membership"].create(
        {
            "user_id": user.id,
            "unit_id": unit.id,
            "role": "head",
            "date_from": date(2020, 1, 1),
        }
    )
    env["ir.model.access"].create(
        {
            "name": "bench",
            "model_id": env["ir.model"]._get_id("x_bench_bare"),
            "perm_read": True,
            "perm_create": True,
            "perm_write": True,
        }
    )
    return unit, user


def bare(amount, salt):
    model = env["x_bench_bare"].with_user(officer())
    found = [
        {
            "x_number": f"{number}/{day.year}",
            "x_old_number": number,
            "x_receipt_date": day,
            "x_name": name,
            "x_address": address,
            "x_birth_year": year,
            "x_paper": paper,
            "x_subject": content[:80],
            "x_content": content,
            "x_kind": ("kn", "kn_pa", "kn")[kind],
            "x_outcome": ("accept", "transfer")[outcome],
            "x_handled_on": day + timedelta(days=9),
            "x_note": "Sổ cũ",
        }
        for number, day, name, address, year, paper, content, kind, outcome in rows(
            amount, salt
        )
    ]
    start = time.perf_counter()
    for index in range(0, amount, BATCH):
        model.create(found[index : index + BATCH])
        env.flush_all()
    return time.perf_counter() - start


def imported(amount, salt, unit, user):
    content = base64.b64encode(workbook(amount, salt))
    marks = [time.perf_counter()]
    record = (
        env["citizen.import"]
        .with_user(user)
        .create({"kind": "petitions", "owner_unit_id": unit.id, "data": content})
    )
    env.flush_all()
    marks.append(time.perf_counter())
    record.action_check()
    env.flush_all()
    marks.append(time.perf_counter())
    assert record.good_count == amount, (record.good_count, record.row_ids[:3].read())
    record._lines()
    marks.append(time.perf_counter())
    record.action_import()
    env.flush_all()
    marks.append(time.perf_counter())
    assert record.created_count == amount
    return [later - before for before, later in zip(marks, marks[1:], strict=False)]


def main():
    bare_model()
    unit, user = setup()
    env.cr.commit()
    for size in SIZES:
        bares, imports = [], []
        for turn in range(ROUNDS):
            with env.cr.savepoint() as savepoint:
                bares.append(bare(size, f"{size}-{turn}"))
                savepoint.rollback()
            with env.cr.savepoint() as savepoint:
                imports.append(imported(size, f"{size}-{turn}", unit, user))
                savepoint.rollback()
        base = statistics.median(bares)
        upload, check, again, enter = (
            statistics.median(step) for step in zip(*imports, strict=True)
        )
        print(f"\n{size} dòng")
        print(f"  create của mô hình trơn   {base:7.2f} s")
        print(f"  tải lên, nhận cột         {upload:7.2f} s  ×{upload / base:5.2f}")
        print(f"  kiểm tra                  {check:7.2f} s  ×{check / base:5.2f}")
        # an import reads its file again: rows with persons are stored nowhere
        print(f"  đọc lại tệp               {again:7.2f} s  ×{again / base:5.2f}")
        only = enter - again
        print(f"  nhập, không kể đọc tệp    {only:7.2f} s  ×{only / base:5.2f}")
        print(f"  nhập                      {enter:7.2f} s  ×{enter / base:5.2f}")
        print(f"  tất cả                    ×{(upload + check + enter) / base:5.2f}")


main()
