"""Installed, used and uninstalled: the database is what it was, but for what people did meanwhile."""
import re
from typing import NamedTuple

from odoo import Command

from benchmarks.passing import Office

from . import picture
from .odoo_process import Row, load, uninstall


class Stays(NamedTuple):
    """Rows that come while people work with the host, with any addon and with none.

    :ivar tables: pattern of the tables' names
    :ivar kind: ``added`` or ``changed``
    """
    what: str
    tables: str
    kind: str = 'added'


STAYS = (
    Stays("the goods, orders, transfers and stock of the work done meanwhile",
          r'product_(product|template|value)|product_supplier_taxes_rel|sale_order(_line)?|'
          r'stock_(move|move_line|picking|quant|reference|reference_move_rel|reference_sale_rel)'),
    Stays("the people of that work, their messages' settings and channels",
          r'res_(partner|users|users_settings)|res_company_users_rel|digest_digest_res_users_rel|'
          r'discuss_channel_member|res_groups_users_rel'),
    Stays("chatter, mails, activities and files on the host's documents",
          r'mail_(mail|message|followers|notification|activity|compose_message)(_\w+_rel)?|message_attachment_rel|'
          r'ir_attachment'),
    Stays("the host's own clockwork: signals to its workers, triggers of its jobs, notices to browsers",
          r'orm_signaling_\w+|ir_cron_trigger|bus_bus'),
)


def find_reason(difference):
    """Return why a difference is none of the addon's, or None."""
    # What speaks of the addon is its own, wherever it stands.
    if re.search(r'order.desk|\bdesk_', difference.detail):
        return None
    return next((
        stays.what for stays in STAYS
        if stays.kind == difference.kind and re.fullmatch(stays.tables, difference.where)), None)


def sort_out(differences):
    """Return ({reason: how many}, [those without a reason])."""
    known, left = {}, []
    for difference in differences:
        reason = find_reason(difference)
        if reason:
            known[reason] = known.get(reason, 0) + 1
        else:
            left.append(difference)
    return known, left


def _leave_settings(env, orders):
    """Have what people set up for themselves around the addon: it goes with the addon."""
    env['ir.filters'].create([
        {'name': "Held", 'model_id': 'sale.order', 'domain': "[('desk_stage', '=', 'production')]", 'user_ids': []},
        {'name': "By stage", 'model_id': 'sale.order', 'context': "{'group_by': ['desk_stage']}", 'user_ids': []},
        {'name': "Late checks", 'model_id': 'order.desk.check', 'domain': "[('state', '=', 'open')]", 'user_ids': []}])
    env['ir.exports'].create({
        'name': "Checks", 'resource': 'order.desk.check', 'export_fields': [Command.create({'name': 'state'})]})
    env['ir.ui.view'].create({
        'name': "Checks of the week", 'model': 'order.desk.check', 'type': 'list',
        'arch': '<list><field name="order_id"/><field name="state"/></list>'})
    env['ir.default'].set('sale.order', 'desk_payment_method', 'transfer')
    env['ir.cron'].create({
        'name': "Refresh at noon", 'model_id': env['ir.model']._get_id('order.desk.check'), 'code': "pass"})
    kind = env['ir.model.data'].search([
        ('module', '=', 'order_desk'), ('model', '=', 'mail.activity.type')], limit=1)
    activities = env['mail.activity'].create([{
        'res_model_id': env['ir.model']._get_id('sale.order'), 'res_id': orders[:1].id, 'user_id': env.uid,
        'activity_type_id': kind.res_id} for _number in range(2)])
    activities[:1].action_feedback()


def use(env):
    """Take an order through every gate and ship its goods; another one waits."""
    env.company.desk_enabled = True
    office = Office(env, storable=True)
    orders = office.shippable(1)
    orders.picking_ids.with_context(skip_sms=True).button_validate()
    if orders.picking_ids.state != 'done':
        raise RuntimeError("the goods did not leave")
    _leave_settings(env, orders | office.quotations(1))


def prove(host, environ):
    """Return the rows of the table, and notes."""
    with host.database(environ['DESK_TEMPLATE_HOST'], 'trust_remove') as database:
        with host.environment(database) as env:
            env.company.country_id = env.ref('base.cn')  # as the work to come needs it
            env.cr.commit()
        before = picture.take(host, database)
        installed = load(environ, database, '-i', 'order_desk', '--without-demo=True')
        between = picture.take(host, database)
        with host.environment(database) as env:
            use(env)
            env.cr.commit()
        removed = uninstall(environ, database)
        after = picture.take(host, database)
    came = len(between.schema - before.schema)
    known, left = sort_out(picture.compare(before, after))
    schema = [difference for difference in left if difference.where == 'schema']
    tables = len(before.rows)
    rows = [
        Row("uninstalling after a day's work: exit code, warnings and errors",
            f"{removed.code}, {len(removed.trouble)}, {removed.seconds:.0f} s", "0, 0",
            not (installed.code or removed.code or removed.trouble)),
        Row(f"schema: statements that differ from before the installation ({came:,} came with it)",
            str(len(schema)), "0", came > 0 and not schema),
        Row(f"rows that differ, in all {tables} tables of the host: settings, filters, scheduled actions, sequences, "
            "views, menus, rights …",
            f"{len(left) - len(schema)} (and {sum(known.values())} of the work done meanwhile)", "0",
            len(left) == len(schema))]
    notes = [f"* removed: {words[:200]}" for words in [*removed.trouble, *map(str, left)][:30]]
    return rows, [*notes, *(f"* stays: {reason}: {count} rows" for reason, count in known.items())]
