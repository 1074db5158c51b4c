"""Nights of the running product: the urging ladder over ten thousand tasks, killed in
the middle, and the mail queue against a real SMTP server that refuses or dies."""

import itertools
import json
import subprocess

import pytest
from aiosmtpd.controller import Controller
from conftest import Server, free_port, sh

# Odoo's shell runs the script; the last line it prints is the answer
SETUP = """
import json
cr = env.cr
parent = env['citizen.unit'].search([('kind', '=', 'province')], limit=1)
office = env['res.users'].search([('login', '=', 'chanhvp')]).citizen_membership_ids
owner = office.filtered(lambda m: m.position == 'head').unit_id
units = env['citizen.unit'].create(
    [{'name': f'Đơn vị thử {n}', 'kind': 'other', 'parent_id': parent.id}
     for n in range(40)])
users = env['res.users'].with_context(no_reset_password=True).create(
    [{'name': f'Người thử {n}', 'login': f'thu{n}', 'email': f'thu{n}@example.com',
      'lang': 'vi_VN'} for n in range(40)])
env['citizen.membership'].create(
    [{'user_id': user.id, 'unit_id': unit.id, 'role': 'head', 'position': 'head',
      'date_from': '2020-01-01'} for user, unit in zip(users, units)])
env.flush_all()
cr.execute('''
    WITH sample AS (
        SELECT clause_id, conclusion_id, name FROM citizen_task ORDER BY id LIMIT 1
    ), added AS (
        INSERT INTO citizen_task (owner_unit_id, clause_id, conclusion_id, unit_id,
            round_no, name, state, due_date, progress, create_date)
        SELECT %s, s.clause_id, s.conclusion_id, (%s::int[])[1 + g %% 40],
            1000 + g, s.name, 'accepted', DATE '2026-09-01', 0, now()
        FROM sample s, generate_series(1, 10000) g RETURNING id, unit_id)
    INSERT INTO citizen_task_citizen_unit_rel (citizen_task_id, citizen_unit_id)
    SELECT id, unit_id FROM added UNION SELECT id, %s FROM added
''', [owner.id, units.ids, owner.id])
env['ir.cron'].search([]).active = False
cr.commit()
"""
NIGHT = """
import json, os, resource
from datetime import date
from unittest.mock import patch
day = date(2026, 9, DAY)
batches = []
cron = type(env['ir.cron'])
commit = cron._commit_progress
def committed(self, processed=0, **kwargs):
    if len(batches) + 1 == KILL_IN_BATCH:
        # in the middle of a batch: told and written, and not yet committed
        self.env.flush_all()
        os.kill(os.getpid(), 9)
    if processed:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        batches.append((processed, self.env.cr.sql_log_count, memory))
    return commit(self, processed, **kwargs)
with patch.object(type(env['citizen.calendar']), '_today', lambda self: day), \\
        patch.object(cron, '_commit_progress', committed):
    env['citizen.urging']._cron_climb()
env.cr.commit()
print('ANSWER', json.dumps(batches))
"""


def shell(database, script, *options, check=True):
    """Run a script in Odoo's shell.

    :return: what it prints after ANSWER, None when it died
    """
    line = (
        f"odoo shell -d {database} --no-http --log-level=critical "
        f"--shell-interface=python {' '.join(options)} <<'SCRIPT'\n{script}\nSCRIPT\n"
    )
    try:
        output = sh(line)
    except subprocess.CalledProcessError as error:
        if check:
            raise AssertionError(error.stderr[-3000:]) from error
        return None
    for text in output.splitlines():
        if "ANSWER" in text:
            return json.loads(text.partition("ANSWER")[2])
    return None


@pytest.fixture(scope="module")
def nights():
    server = Server("test_nights")
    server.create()
    shell(server.database, SETUP)
    yield server
    server.drop()


def ledger(server):
    return server.psql(
        "SELECT u.kind, count(*), count(DISTINCT u.task_id) FROM citizen_urging u "
        "JOIN citizen_unit n ON n.id = u.unit_id WHERE n.name LIKE 'Đơn vị thử%' "
        "GROUP BY u.kind ORDER BY u.kind"
    )


def test_ten_thousand_tasks_killed_in_the_middle_and_repeated(nights):
    # Friday: the heads are told; the process dies in its sixth batch
    friday = NIGHT.replace("DAY", "4")
    killed = shell(nights.database, friday.replace("KILL_IN_BATCH", "6"), check=False)
    assert killed is None
    told = int(
        nights.psql("SELECT count(*) FROM citizen_urging WHERE due_date='2026-09-01'")
    )
    assert 0 < told < 10000
    batches = shell(nights.database, friday.replace("KILL_IN_BATCH", "0"))
    again = shell(nights.database, friday.replace("KILL_IN_BATCH", "0"))
    assert again == []
    # nothing twice, nothing missing
    assert ledger(nights).splitlines()[0].split("|") == ["head", "10000", "10000"]
    mails = nights.psql(
        "SELECT count(*), count(DISTINCT r.res_partner_id) FROM mail_mail m "
        "JOIN mail_mail_res_partner_rel r ON r.mail_mail_id = m.id "
        "JOIN res_partner p ON p.id = r.res_partner_id WHERE p.name LIKE 'Người thử%' "
        "AND m.is_citizen"
    )
    assert mails == "40|40", "one digest for each head"
    # a batch costs the same queries and no more memory, the first and the last
    full = [batch for batch in batches if batch[0] == 500]
    assert len(full) > 10
    costs = [after[1] - before[1] for before, after in itertools.pairwise(full[1:])]
    assert max(costs) - min(costs) <= 5, costs
    assert full[-1][2] < full[2][2] * 1.3, [batch[2] for batch in full]


def test_letters_of_all_units_in_one_night(nights):
    # the third working day after the deadline, which the day above still was not
    monday = NIGHT.replace("DAY", "7").replace("KILL_IN_BATCH", "0")
    shell(nights.database, monday)
    rows = dict(
        (line.split("|")[0], line.split("|")[1:])
        for line in ledger(nights).splitlines()
    )
    assert rows["letter"] == ["10000", "10000"]
    letters = nights.psql(
        "SELECT count(*), count(DISTINCT urge_unit_id) FROM citizen_document d JOIN "
        "citizen_unit n ON n.id = d.urge_unit_id WHERE n.name LIKE 'Đơn vị thử%'"
    )
    assert letters == "40|40"


# ----------------------------------------------------------------------
# mails
# ----------------------------------------------------------------------
class Sink:
    """An SMTP server as bad as real ones."""

    def __init__(self):
        self.received = []
        self.refuse = None
        # the connection is cut after so many mails, or when a text has been taken
        self.only = None
        self.cut_after_data = False

    async def handle_MAIL(self, server, _session, envelope, address, _options):
        if self.only is not None and len(self.received) >= self.only:
            self.only = None
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        self.received.append(envelope.rcpt_tos[0])
        if self.cut_after_data:
            # taken, and the answer never comes
            self.cut_after_data = False
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def sink():
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


MAIL = """
env['mail.mail'].search([]).unlink()
user = env['res.users'].search([('login', '=', 'canbo_xa')])
task = env['citizen.task'].search([('person_in_charge_id', '=', user.id)], limit=1)
env['mail.mail'].create([{
    'subject': 'Sắp đến hạn', 'body_html': '<p>x</p>', 'is_citizen': True,
    'recipient_ids': [(4, user.partner_id.id)], 'auto_delete': True,
    'email_from': 'vp@example.com', 'model': 'citizen.task', 'res_id': task.id}
    for _n in range(COUNT)])
env.cr.commit()
"""
QUEUE = "env['mail.mail'].process_email_queue(); env.cr.commit()"
# the process dies when the server has taken the mail and before that is written down
CRASH = """
import os, smtplib
give = smtplib.SMTP.data
def data(self, message):
    give(self, message)
    os.kill(os.getpid(), 9)
smtplib.SMTP.data = data
"""


def queue(server, port, script=QUEUE, check=True):
    shell(
        server.database,
        script,
        "--smtp=127.0.0.1",
        f"--smtp-port={port}",
        "--email-from=vp@example.com",
        check=check,
    )


def state(server):
    return server.psql(
        "SELECT l.state, l.citizen_trouble, COALESCE(l.citizen_attempts, 0) "
        "FROM mail_mail l JOIN mail_message m ON m.id = l.mail_message_id "
        "WHERE m.subject = 'Sắp đến hạn' ORDER BY l.id"
    ).splitlines()


def test_a_server_that_cannot_be_reached_is_tried_again(nights, sink):
    shell(nights.database, MAIL.replace("COUNT", "2"))
    queue(nights, free_port())
    assert state(nights) == ["outgoing|waiting|1"] * 2
    queue(nights, sink.port)
    assert sink.received == [], "not before its time"
    nights.psql("UPDATE mail_mail SET scheduled_date = NULL")
    queue(nights, sink.port)
    assert sink.received == ["canbo_xa@example.com"] * 2
    assert state(nights) == []


def test_a_refused_address_becomes_work_for_the_office(nights, sink):
    sink.refuse = "550 5.1.1 no such user"
    shell(nights.database, MAIL.replace("COUNT", "1"))
    queue(nights, sink.port)
    assert state(nights) == ["exception|refused|0"]
    activities = nights.psql(
        "SELECT count(*) FROM mail_activity a JOIN res_users u ON u.id = a.user_id "
        "WHERE u.login = 'chanhvp' AND a.res_model = 'citizen.task' AND "
        "a.summary LIKE '%thư%'"
    )
    assert int(activities) == 1


def test_a_grey_listing_server_is_tried_again(nights, sink):
    sink.refuse = "450 4.2.0 greylisted"
    shell(nights.database, MAIL.replace("COUNT", "1"))
    queue(nights, sink.port)
    assert state(nights) == ["outgoing|waiting|1"]


def test_a_mail_caught_in_a_crash_is_listed_and_not_sent_twice(nights, sink):
    shell(nights.database, MAIL.replace("COUNT", "3"))

    queue(nights, sink.port, CRASH + QUEUE, check=False)
    assert len(sink.received) == 1
    queue(nights, sink.port)
    # the one that was caught is listed; the others went out
    assert state(nights) == ["exception|maybe|0"]
    assert len(sink.received) == 3
    repeat = (
        "env['mail.mail'].with_user(env['res.users'].search([('login', '=', "
        "'quantri')])).search([]).action_citizen_repeat(); env.cr.commit()"
    )
    shell(nights.database, repeat)
    queue(nights, sink.port)
    assert len(sink.received) == 4
    assert state(nights) == []


def test_a_server_that_hangs_up_between_two_mails_loses_and_repeats_none(nights, sink):
    """Many servers take a few mails in one connection and then close it."""
    shell(nights.database, MAIL.replace("COUNT", "3"))
    sink.only = 1
    queue(nights, sink.port)
    # one is gone, one waits for another try, one has kept its place
    assert len(sink.received) == 1
    assert sorted(state(nights)) == ["outgoing|waiting|1", "outgoing||0"]
    nights.psql("UPDATE mail_mail SET scheduled_date = NULL")
    queue(nights, sink.port)
    assert len(sink.received) == 3
    assert state(nights) == []


def test_a_server_that_hangs_up_on_a_text_leaves_a_doubt_that_is_shown(nights, sink):
    shell(nights.database, MAIL.replace("COUNT", "2"))
    sink.cut_after_data = True
    queue(nights, sink.port)
    assert sorted(state(nights)) == ["exception|maybe|0", "outgoing||0"]
    queue(nights, sink.port)
    assert len(sink.received) == 2
    assert state(nights) == ["exception|maybe|0"]


def test_the_office_is_told_after_the_third_failure(nights):
    nights.psql(
        "DELETE FROM mail_activity WHERE activity_type_id IN (SELECT res_id FROM "
        "ir_model_data WHERE name = 'mail_activity_type_mail')"
    )
    shell(nights.database, MAIL.replace("COUNT", "1"))
    told = (
        "SELECT count(*) FROM mail_activity a JOIN res_users u ON u.id = a.user_id "
        "WHERE u.login = 'chanhvp' AND a.activity_type_id IN (SELECT res_id FROM "
        "ir_model_data WHERE name = 'mail_activity_type_mail')"
    )
    for attempt in (1, 2, 3):
        assert nights.psql(told) == "0"
        queue(nights, free_port())
        assert state(nights) == [f"outgoing|waiting|{attempt}"]
        nights.psql("UPDATE mail_mail SET scheduled_date = NULL")
    assert nights.psql(told) == "1"
