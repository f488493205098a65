"""Whoever's signature becomes due gets a mail with what he signs and a link (one click on the page behind it)."""
from odoo import api, fields, models, tools

from .finding import OPEN_STATES
from .roles import get_members


class OrderDeskGate(models.Model):
    _inherit = 'order.desk.gate'

    # === FIELDS === #

    mail_signers = fields.Boolean(
        "Mail to Signers", help="When a signature becomes due, those who may give it get a mail with a link.")

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache()
    def _get_mailing_ids(self):
        # sudo: the definition rules everybody, whoever may read it
        return frozenset(self.sudo().with_context(active_test=False).search([('mail_signers', '=', True)]).ids)


class OrderDeskCheck(models.Model):
    _inherit = 'order.desk.check'

    # === FIELDS === #

    mailed_group_ids = fields.Json(readonly=True, help="Ids of the roles that were asked by mail to sign.")

    # === BUSINESS METHODS === #

    def _after_store(self, stages):
        # EXTENDS order_desk: only what changes at a stage can bring the turn of its signers
        result = super()._after_store(stages)
        mailing = self.env['order.desk.gate'].browse(self.env['order.desk.gate']._get_mailing_ids())
        if self and not stages.isdisjoint(gate._get_spec().stage for gate in mailing):
            self._ask_signers()
        return result

    def _ask_signers(self, at_once=False):
        """Mail those whose signature has come due on the orders of these checks.

        A signature is asked for when the blocking gates before it in its stage are settled,
        so that nobody is called to a draft that others still work on.

        :param bool at_once: somebody submitted the order by hand: ask without waiting for the other gates
        """
        mailing_ids = self.env['order.desk.gate']._get_mailing_ids()
        checks = self.sudo().search([  # sudo: the engine's own rows
            ('order_id', 'in', self.order_id.ids), ('order_id.state', '!=', 'cancel'),
            '|', ('state', 'in', OPEN_STATES), ('gate_id', 'in', list(mailing_ids))])
        mailing = checks.filtered(lambda check: check.gate_id.id in mailing_ids)
        by_order = checks.filtered(
            lambda check: check.state in OPEN_STATES and check.severity == 'block').grouped('order_id')
        groups = {}
        for check in mailing:
            is_due = check.state == 'open' and check.finding_code == 'signature'
            is_turn = is_due and (at_once or not any(
                other.stage == check.stage and other.sequence < check.sequence
                for other in by_order.get(check.order_id, ())))
            due = set(check.group_ids.ids) if is_due else set()
            mailed = due.intersection(check.mailed_group_ids or ())
            groups[check] = due - mailed if is_turn else set()
            mailed |= groups[check]
            if sorted(mailed) != (check.mailed_group_ids or []):
                check.mailed_group_ids = sorted(mailed) or False
        return mailing._mail_signers(groups)

    def _mail_signers(self, groups):
        """Queue a mail to everybody who may now sign.

        :param groups: ``{check: ids of the roles whose turn has come}``
        """
        group_ids = set().union(*groups.values())
        if not group_ids:
            return self.env['mail.mail']
        users = get_members(self.env, group_ids, self.company_id)
        return self._queue_mails([
            check._prepare_signer_mail(user)
            for check in self for user in users
            if user != self.env.user and check.company_id in user.company_ids
            and groups[check].intersection(user._get_group_ids())
        ])

    def _prepare_signer_mail(self, user):
        """Return the letter that asks ``user`` for his signature."""
        check = self.with_context(lang=user.lang)
        return {
            'user': user,
            'template': 'order_desk.mail_signature_due',
            'subject': check.env._(
                "%(gate)s: your signature for %(document)s", gate=check.gate_id.name,
                document=check._get_document().display_name),
            'values': {'check': check, 'order': check.order_id, 'link': check._get_sign_url()},
        }

    @api.model
    def _queue_mails(self, letters):
        """Render letters in their readers' languages and put them into the mail queue.

        They belong to no document: the order's chatter tells what people did, not whom we asked.

        :param letters: dicts with ``user``, ``template`` (xml id), ``subject`` and ``values``
        :return: the queued mail.mail
        """
        values = []
        for letter in letters:
            user = letter['user']
            body = self.env['ir.qweb'].with_context(lang=user.lang)._render(
                letter['template'], {**letter['values'], 'user': user}, lang=user.lang)
            values.append({
                'subject': letter['subject'],
                'body_html': body,
                'recipient_ids': [fields.Command.set(user.partner_id.ids)],
                'email_from': self.env.company.email_formatted or self.env.user.email_formatted,
                'auto_delete': True,
            })
        if not values:
            return self.env['mail.mail']
        # sudo: whoever's act makes a letter due need not write mails
        mails = self.env['mail.mail'].sudo().create(values)
        if cron := self.env.ref('mail.ir_cron_mail_scheduler_action', raise_if_not_found=False):
            cron.sudo()._trigger()  # sudo: letters leave with the next run, not within the signer's click
        return mails

    # === HELPERS === #

    def _get_sign_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/desk/sign/{self.id}"
