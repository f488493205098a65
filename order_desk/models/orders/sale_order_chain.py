from odoo import api, fields, models

# A message names so many faults; the report of all chains lists every one.
FAULTS_TOLD = 10


class SaleOrder(models.Model):
    """Whether the decisions of an order are complete and as they were taken."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_chain_head = fields.Char(
        "Last Seal", copy=False, readonly=True, help="Number and seal of the last decision, noted when it was taken.")

    # === ACTIONS === #

    def action_desk_check_chain(self):
        """Check the decisions of these orders against their seals and tell the result (public, any internal reader).

        Source: issue of the dossier; a missing row, a changed row and a changed evidence file are named.

        :raise AccessError: for portal and public users, or who may not read the orders
        :return: a notification that says whether the chain is whole
        """
        reports = self._desk_check_chain()
        lines = []
        for order, report in reports.items():
            faults = [fault.message for fault in report.faults] or [order._desk_describe_chain(report)]
            lines += [f"{order.name}: {text}" for text in faults]
        broken = any(report.faults for report in reports.values())
        rest = len(lines) - FAULTS_TOLD
        if rest > 0:
            lines = [*lines[:FAULTS_TOLD], self.env._("and %(count)s more", count=rest)]
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'danger' if broken else 'success',
                'sticky': broken,
                'title': self.env._("Chain of decisions broken") if broken else self.env._("Chain of decisions whole"),
                'message': "\n".join(lines),
            },
        }

    # === BUSINESS METHODS === #

    def _desk_check_chain(self):
        """Return ``{order: ChainReport}`` of these orders, files measured.

        :raise AccessError: for portal and public users, or who may not read the orders
        """
        self._desk_ensure_reader()
        return self.env['order.desk.decision']._check_chains(self)

    def _desk_describe_chain(self, report):
        """Return one sentence about a chain that is whole."""
        if not report.sealed and not report.before:
            return self.env._("No decision was taken yet.")
        texts = []
        if report.sealed:
            texts.append(self.env._(
                "Sealed decisions: %(count)s, complete and unchanged. Last seal: %(seal)s.",
                count=report.sealed, seal=report.head[-12:]))
        if report.before:
            texts.append(self.env._(
                "Kept before sealing, and not to be checked: %(count)s.", count=report.before))
        return " ".join(texts)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_chain_head'}
