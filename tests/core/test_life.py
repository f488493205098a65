"""What proves that the host stays whole sees a difference when there is one."""
from odoo import Command, sql_db
from odoo.tests import BaseCase, TransactionCase, get_db_name, tagged

from odoo.addons.order_desk.hooks import uninstall_hook

from benchmarks import host
from trust import old_years, picture
from trust.odoo_process import read_trouble
from trust.picture import Difference
from trust.removing import sort_out
from trust.upgrading import find_before


@tagged('post_install', '-at_install')
class TestPicture(BaseCase):

    def test_every_difference_is_named(self):
        """A column, an index, a row that changed, one that came and one that went, in a real database."""
        with host.database('template0', f'{get_db_name()}_life') as name:
            self._execute(name, """
                CREATE TABLE setting (id integer PRIMARY KEY, name varchar, write_date timestamp);
                CREATE TABLE setting_rel (one integer, other integer);
                INSERT INTO setting (id, name) VALUES (1, 'kept'), (2, 'changed'), (3, 'gone');
                INSERT INTO setting_rel VALUES (1, 2);""")
            before = picture.take(host, name)
            self.assertEqual(picture.compare(before, picture.take(host, name)), [])
            self._execute(name, """
                ALTER TABLE setting ADD COLUMN desk_left boolean;
                CREATE INDEX setting_left ON setting (desk_left);
                UPDATE setting SET write_date = now();
                UPDATE setting SET name = 'other' WHERE id = 2;
                DELETE FROM setting WHERE id = 3;
                INSERT INTO setting VALUES (4, 'new');
                DELETE FROM setting_rel;
                CREATE SEQUENCE left_over;""")
            found = [str(difference) for difference in picture.compare(before, picture.take(host, name))]
        for words in ("setting.desk_left boolean", "INDEX setting_left", "SEQUENCE public.left_over",
                      "2 changed: name 'changed' → 'other'", "setting, gone: 3 gone",
                      "setting, added: 4 new", "setting_rel, gone"):
            self.assertTrue(any(words in line for line in found), f"{words} is not in {found}")

    def _execute(self, name, statements):
        with sql_db.db_connect(name).cursor() as cursor:
            cursor.execute(statements)
        sql_db.close_db(name)

    def test_order_of_columns_is_no_difference(self):
        dumps = ("CREATE TABLE public.a (\n    id integer NOT NULL,\n    b text\n);\n",
                 "-- of another day\nCREATE TABLE public.a (\n    b text,\n    id integer NOT NULL\n);\n")
        self.assertEqual(*map(picture.read_schema, dumps))

    def test_what_stays_has_a_reason(self):
        """Documents of the host stay; a setting, a changed row and whatever speaks of the addon do not."""
        known, left = sort_out([
            Difference('sale_order', 'added', "5 S00005"), Difference('mail_message', 'added', "9 sale.order"),
            Difference('mail_message', 'added', "9 order.desk.return"), Difference('sale_order', 'changed', "1 S00001"),
            Difference('ir_filters', 'added', "3 Held"), Difference('schema', 'added', "a.desk_stage varchar")])
        self.assertEqual(sum(known.values()), 2)
        self.assertEqual([difference.where for difference in left],
                         ['mail_message', 'sale_order', 'ir_filters', 'schema'])

    def test_trouble_of_a_log(self):
        log = ("2026-01-01 10:00:00,000 1 INFO db odoo.modules: loading\n"
               "2026-01-01 10:00:01,000 1 WARNING db odoo.models: order_desk: no access rules\n"
               "2026-01-01 10:00:02,000 1 WARNING db py.warnings: DeprecationWarning\n"
               "2026-01-01 10:00:03,000 1 ERROR db odoo.sql_db: bad query: b'DELETE'\n")
        self.assertEqual(read_trouble(log), [
            "odoo.models: order_desk: no access rules", "odoo.sql_db: bad query: b'DELETE'"])

    def test_commit_before(self):
        """The commit before is found by itself where there is a history; one that does not exist is not made up."""
        self.assertIsNone(find_before('no-such-commit'))
        found = find_before()
        self.assertTrue(found is None or found[1])


@tagged('post_install', '-at_install')
class TestOldYears(TransactionCase):

    def test_copies_are_whole(self):
        """Orders that were copied have their own lines, transfers and invoices."""
        last = self.env['sale.order'].search([], order='id desc', limit=1).id or 0
        old_years.grow(self.env, 100)
        orders = self.env['sale.order'].search([('id', '>', last)])
        self.assertEqual(len(orders), 100 + len(old_years.SHARES))
        self.assertEqual(orders.order_line.mapped('order_id'), orders)
        self.assertEqual(len(orders.order_line), 2 * len(orders))
        shipped = orders.filtered('picking_ids')
        self.assertEqual(shipped.picking_ids.move_ids.sale_line_id.order_id, shipped)
        self.assertEqual(len(shipped.picking_ids), len(shipped))
        invoices = orders.invoice_ids
        self.assertEqual(len(invoices), 1 + old_years.SHARES['invoiced'])
        self.assertEqual(set(invoices.mapped('state')), {'posted'})
        self.assertEqual(set(orders.mapped('state')), {'draft', 'sent', 'sale', 'cancel'})


@tagged('post_install', '-at_install')
class TestUninstall(TransactionCase):

    def test_what_the_host_would_leave(self):
        """What people set up around the addon goes with it; what is the host's own stays."""
        names = {'ir.filters': {}, 'ir.ui.view': {}}
        ours, hosts = "[('order_line.desk_nonstandard', '=', True)]", "[('state', '=', 'sale')]"
        for title, model, domain in (("ours", 'order.desk.check', "[]"), ("about us", 'sale.order', ours),
                                     ("host's", 'sale.order', hosts)):
            names['ir.filters'][title] = self.env['ir.filters'].create({
                'name': title, 'model_id': model, 'domain': domain, 'user_ids': []})
        for title, model, field in (("ours", 'order.desk.check', 'state'), ("about us", 'sale.order', 'desk_stage'),
                                    ("host's", 'sale.order', 'state')):
            names['ir.ui.view'][title] = self.env['ir.ui.view'].create({
                'name': title, 'model': model, 'type': 'list', 'arch': f'<list><field name="{field}"/></list>'})
        export = self.env['ir.exports'].create({'name': "Orders", 'resource': 'sale.order', 'export_fields': [
            Command.create({'name': 'desk_stage'}), Command.create({'name': 'order_line/desk_nonstandard'}),
            Command.create({'name': 'state'})]})
        open_one, done = self._activities()
        uninstall_hook(self.env)
        self.env.flush_all()
        filters, views = names['ir.filters'], names['ir.ui.view']
        self.assertEqual([bool(filters[title].exists()) for title in filters], [False, False, True])
        self.assertFalse(views["ours"].exists())
        self.assertEqual((views["about us"].active, views["host's"].active), (False, True))
        self.assertEqual(export.export_fields.mapped('name'), ['state'])
        self.assertFalse(open_one.exists())
        self.assertEqual(done.activity_type_id, self.env.ref('mail.mail_activity_data_todo'))
        # A role that a gate names, and a gate that a check names, can be deleted now.
        self.env.cr.execute("""
            SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN (
                'order_desk_gate_approval'::regclass, 'order_desk_check'::regclass, 'order_desk_decision'::regclass)""")
        self.assertEqual(self.env.cr.fetchall(), [])

    def _activities(self):
        """Return an activity of the addon's kind that is open, and one that is done, on an order."""
        order = self.env['sale.order'].create({'partner_id': self.env['res.partner'].create({'name': "Probe"}).id})
        kind = self.env.ref('order_desk.mail_activity_confirmation_receipt')
        activities = self.env['mail.activity'].create([{
            'res_model_id': self.env['ir.model']._get_id('sale.order'), 'res_id': order.id,
            'activity_type_id': kind.id} for _number in range(2)])
        activities[1].action_done()
        return activities
