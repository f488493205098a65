from odoo import api, models

from ..core.finding import OPEN_STATES
from ..core.gate import STAGE_ORDER
from ..core.roles import get_members


def _get_position(verdict):
    spec = verdict.spec
    return STAGE_ORDER[spec.stage], spec.sequence


class SaleOrder(models.Model):
    """Whose turn it is: which gates have come due, and who is called."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_mark_due(self, verdicts):
        """Return the verdicts, those marked whose turn has not come for their order.

        A stage comes when nothing blocking of the earlier ones is open on the document or its order, and
        not before its act is near, see :meth:`_desk_has_come`. Those who are asked by mail to sign what
        others have worked out wait for the gates before them in their stage as well, unless somebody
        has submitted the order to them.
        """
        blocking = {}
        for verdict in verdicts:
            if self._desk_is_blocking(verdict):
                document, position = verdict.document, _get_position(verdict)
                blocking[document] = min(blocking.get(document, position), position)
        called = self.env['order.desk.gate']._get_mailing_ids()
        marked = []
        for verdict in verdicts:
            is_due = verdict.state not in OPEN_STATES or self._desk_is_due(verdict, blocking, called)
            marked.append(verdict if is_due else verdict._replace(is_due=False))
        return marked

    @api.model
    def _desk_is_due(self, verdict, blocking, called):
        """Tell whether the turn of one open verdict has come.

        :param dict blocking: the place of the first blocking gate of each document that has one
        :param called: ids of the gates whose signers are called by mail
        """
        document = verdict.document
        stage = verdict.spec.stage
        if not document._desk_has_come(stage):
            return False
        own = _get_position(verdict)
        others = (document, *document._desk_get_orders())
        first = min((blocking[other] for other in others if other in blocking), default=own)
        # What is on its way is followed up, whatever has opened again behind it.
        if own[0] > first[0] and stage != 'close':
            return False
        return own <= first or verdict.gate.id not in called or bool(document._desk_order().desk_submitted_at)

    def _desk_notify_owners(self, verdicts):
        """Give the person who has each open blocking gate an activity, once per order and gate.

        For acts that were stopped without anybody watching: portal, payment, cron (design law 5).
        """
        blocking = [verdict for verdict in verdicts if self._desk_is_blocking(verdict)]
        by_roles = {}
        for verdict in blocking:
            by_roles.setdefault(verdict.group_ids, set()).add(verdict.document._desk_order().id)
        users = {
            group_ids: self.browse(order_ids)._desk_get_activity_users(group_ids)
            for group_ids, order_ids in by_roles.items()
        }
        for verdict in blocking:
            order = verdict.document._desk_order().sudo()  # sudo: the visitor's act must reach the colleague
            user = verdict.finding.owner or users[verdict.group_ids][order]
            summary = self.env._("%(gate)s: waits for you", gate=verdict.gate.sudo().name)
            note = self._desk_describe(verdict)
            if not order.activity_ids.filtered(lambda act, s=summary, u=user: act.summary == s and act.user_id == u):
                order.activity_schedule('mail.mail_activity_data_todo', summary=summary, note=note, user_id=user.id)

    def _desk_get_activity_users(self, group_ids):
        """Return who gets an activity for these roles on each order, in one query.

        The order's salesperson where he has one of the roles, else the first who has; where nobody
        has, the salesperson or the administrator, so that no call is lost.

        :param group_ids: ids of groups
        :rtype: dict[sale.order, res.users]
        """
        orders = self.sudo()  # sudo: whose turn it is follows from all facts of the order
        members = get_members(self.env, group_ids, orders.company_id)
        found = {}
        for company, own_orders in orders.grouped('company_id').items():
            own = members.filtered(lambda user, company=company: company in user.company_ids)
            for order in own_orders:
                salesperson = order.user_id
                found[order] = salesperson if salesperson in own else (
                    own[:1] or salesperson.filtered('active') or self.env.ref('base.user_admin'))
        return found

    # === HOOKS === #

    def _desk_has_come(self, stage):
        # EXTENDS order_desk: finance need not look for the deposit of a quotation
        return STAGE_ORDER[stage] < STAGE_ORDER['release'] or self.state == 'sale'
