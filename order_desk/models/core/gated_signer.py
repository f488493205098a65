from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .arguments import read_day


class OrderDeskGatedSigner(models.AbstractModel):
    """In whose name a decision is taken, on what evidence and within which limits."""
    _inherit = 'order.desk.gated.mixin'

    # === HELPERS === #

    def _desk_find_signer(self, gate, groups, all_groups):
        """Return in which role, and for whom, the current user decides.

        :param groups: ids of the roles whose turn it is, in order
        :param all_groups: ids of all roles of the gate, to tell "not yet" from "not you"
        """
        own = set(self.env.user._get_group_ids())
        for group_id in groups:
            if group_id in own:
                return {'user_id': self.env.uid, 'group_id': group_id}
        for absent in self.env['order.desk.deputy']._get_absent_users(self.env.user):
            for group_id in groups:
                if group_id in absent._get_group_ids():
                    return {'user_id': self.env.uid, 'group_id': group_id, 'on_behalf_id': absent.id}
        roles = self.env['order.desk.gate']._get_role_names(dict.fromkeys(groups))
        if own.intersection(all_groups):
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s waits for %(roles)s first.",
                gate=gate.name, document=self.display_name, roles=roles))
        raise AccessError(self.env._(
            "Gate %(gate)s of %(document)s is decided by: %(roles)s.",
            gate=gate.name, document=self.display_name, roles=roles or self.env._("nobody")))

    def _desk_ensure_distinct(self, gate, state, signer):
        approvals = state['standing'].approvals
        same_role = [a for a in approvals if a.user_id.id == self.env.uid and a.group_id.id == signer['group_id']]
        if gate._get_spec().distinct_signers and not same_role and any(
                self.env.uid in (approval.user_id.id, approval.on_behalf_id.id) for approval in approvals):
            raise UserError(self.env._(
                "You have signed gate %(gate)s of %(document)s already; the next signature must be another person's.",
                gate=gate.name, document=self.display_name))

    def _desk_get_files(self, gate, attachment_ids):
        """Return the files named as evidence.

        :raise UserError: when one of them does not exist
        """
        if isinstance(attachment_ids, models.BaseModel):
            attachment_ids = attachment_ids.ids
        if not attachment_ids:
            return self.env['ir.attachment']
        is_list = isinstance(attachment_ids, list | tuple)
        ids = [item for item in attachment_ids if isinstance(item, int) and 0 < item < 2**31] if is_list else []
        files = self.env['ir.attachment'].browse(ids)
        if not is_list or len(ids) != len(attachment_ids) or len(files.exists()) != len(files):
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s: one of the attached files does not exist. Upload it again.",
                gate=gate.name, document=self.display_name))
        return files

    def _desk_prepare_evidence(self, gate, files, decision):
        """Return the values by which a decision carries copies of ``files``.

        :raise UserError: when the gate asks for evidence and there is none
        """
        if not files and decision == 'approve' and gate._get_spec().evidence_required:
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s: attach the evidence for your approval.",
                gate=gate.name, document=self.display_name))
        copies = self.env['order.desk.decision']._copy_evidence(files)
        return {'attachment_ids': [fields.Command.set(copies.ids)]}

    def _desk_get_cap(self, gate, amount, cap):
        try:
            cap = float(cap) if cap not in (None, False) else None
        except (TypeError, ValueError):
            cap = -1.0
        if cap is not None and not 0 <= cap < 1e15:
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s: the cap of a waiver is an amount of zero or more.",
                gate=gate.name, document=self.display_name))
        return (amount or 0.0) if cap is None else cap

    def _desk_get_until(self, gate, state, until):
        today = state['standing'].get_today()
        until = read_day(self.env, until)
        if until and until < today:
            raise UserError(self.env._(
                "Gate %(gate)s of %(document)s: a waiver cannot end before today.",
                gate=gate.name, document=self.display_name))
        if not until and gate.waive_days:
            until = fields.Date.add(today, days=gate.waive_days)
        return until or False
