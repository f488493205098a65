from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role
from .promise import CAUSES, OWN_CAUSES
from .promise_days import DayCount

DATE_SETTERS = (
    'order_desk.group_production_manager', 'order_desk.group_order_clerk', 'order_desk.group_administrator')
# What moves a promise that follows its formula.
FORMULA = frozenset(('desk_completion_date', 'payment_term_id', 'desk_urgency'))
# What begins or ends a round of confirmation.
ROUND = frozenset(('desk_confirmation_sent_at', 'desk_returned_at', 'desk_return_verdict'))


class SaleOrder(models.Model):
    """Who changes the promise, and how every change is kept with its cause (DEL-03, DEL-07)."""
    _inherit = 'sale.order'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        if any(vals.get('desk_completion_date') for vals in vals_list):
            self._desk_ensure_may_date()
        orders = super().create(vals_list)
        orders.filtered('desk_completion_date')._desk_follow_formula({})
        return orders

    def write(self, vals):
        # EXTENDS sale
        if FORMULA.isdisjoint(vals):
            return super().write(vals)
        if 'desk_completion_date' in vals:
            day = fields.Date.to_date(vals['desk_completion_date']) or False
            if any(order.desk_completion_date != day for order in self):
                self._desk_ensure_may_date()
        dated = self.filtered(lambda order: order.desk_enrolled and order.desk_completion_date)
        before = {order: (order.desk_completion_date, order.payment_term_id, order._desk_get_padding())
                  for order in dated}
        with self._desk_batch():
            result = super().write(vals)
            self._desk_follow_formula(before)
        return result

    def _desk_write_facts(self, vals):
        # EXTENDS order_desk: a confirmation was sent, or a copy came back or became void
        if ROUND.isdisjoint(vals):
            return super()._desk_write_facts(vals)
        promised = self.sudo().filtered('desk_promise_base')
        before = {order: (order.desk_promised_date, order.desk_slip_days, order._desk_is_copy_back())
                  for order in promised}
        result = super()._desk_write_facts(vals)
        for order, (day, slipped, was_back) in before.items():
            order._desk_close_round(day, slipped, was_back, is_sent='desk_confirmation_sent_at' in vals)
        return result

    # === ACTIONS === #

    def action_desk_promise(self, date, cause, note=''):
        """Promise the completion of these orders for another day.

        Side effects: a row in ``order.desk.promise``; the promise no longer follows the
        production date by itself. Source: DEL-03, DEL-07.

        :param date: the promised day (date or ISO text)
        :param str cause: code of the cause, see ``order.desk.promise``
        :raise AccessError: for salespeople and others without a say in dates
        :raise UserError: for an impossible date or an unknown cause
        """
        self._desk_ensure_may_date()
        self.check_access('read')
        try:
            day = fields.Date.to_date(date)
        except (TypeError, ValueError):
            day = None
        if not day:
            raise UserError(self.env._("%(date)s is no date: write it as 2026-12-31.", date=date))
        if cause not in dict(CAUSES) or cause in OWN_CAUSES:
            raise UserError(self.env._(
                "%(cause)s is no cause of a promise: choose one of %(causes)s.", cause=cause,
                causes=", ".join(code for code, _label in CAUSES if code not in OWN_CAUSES)))
        for order in self:
            order._desk_ensure_can_promise(day)
        self._desk_set_promise(dict.fromkeys(self, day), cause, note or '', manual=True)
        self._desk_mark_changed()
        return True

    def action_desk_open_promise(self):
        """Open the form in which another day is promised."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Promise another date"),
            'res_model': 'order.desk.promise.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_order_id': self.id, 'default_date': self.desk_promised_date},
        }

    # === BUSINESS METHODS === #

    def _desk_ensure_may_date(self):
        """Salespeople may not promise a date of their own accord (DEL-07).

        :raise AccessError: for others than production and the order desk
        """
        if self.env.su or any(self.env.user.has_group(group) for group in DATE_SETTERS):
            return
        try:
            ensure_role(self.env, *DATE_SETTERS)
        except AccessError as error:
            raise AccessError(self.env._(
                "Dates are named by production and promised by the order desk, not by salespeople. %(roles)s",
                roles=error.args[0])) from None

    def _desk_ensure_can_promise(self, day):
        if not self.desk_enrolled or not self.desk_completion_date:
            raise UserError(self.env._(
                "%(order)s: production has not named its date yet, there is nothing to promise from.",
                order=self.name))
        if day < self.desk_completion_date:
            raise UserError(self.env._(
                "%(order)s is completed on %(completion)s: have production name an earlier date before "
                "promising %(date)s.", order=self.name, completion=self.desk_completion_date, date=day))

    def _desk_follow_formula(self, before):
        """Have the promises follow production date and padding, unless the desk promised by hand.

        :param dict before: ``{order: (production date, payment term, padding)}`` as they were
        """
        causes = {}
        for order in self.filtered(lambda order: order.desk_enrolled and order.desk_completion_date):
            completion, term, padding = before.get(order, (False, order.payment_term_id, 0))
            days = DayCount(order.company_id)
            today = order.desk_promised_date
            if completion != order.desk_completion_date or not today:
                day = days.shift(order.desk_completion_date, order._desk_get_padding())
                if not (order.desk_promise_manual and today and day <= today):
                    causes.setdefault('production', {})[order] = day
            elif padding != order._desk_get_padding() and not order.desk_promise_manual:
                cause = 'payment' if term != order.payment_term_id else 'urgency'
                causes.setdefault(cause, {})[order] = days.shift(today, order._desk_get_padding() - padding)
        for cause, dates in causes.items():
            self._desk_set_promise(dates, cause)

    def _desk_set_promise(self, dates, cause, note='', manual=False):
        """Record new promises and their causes.

        :param dict dates: ``{order: promise as of today}``. Days slipped so far are contained
            in it; later ones are added by themselves.
        """
        rows = []
        for order, day in dates.items():
            old, first = order.desk_promised_date, not order.desk_first_promised_date
            facts = {'desk_promise_manual': manual}
            if first or old != day:
                facts |= order._prepare_promise_facts(day, order.desk_slip_days)
                rows.append(order._prepare_promise(old, day, 'first' if first else cause, note))
            if first:
                facts['desk_first_promised_date'] = day
            order._desk_write_facts(facts)
        self.env['order.desk.promise'].sudo().create(rows)  # sudo: the history is the product's own

    def _desk_close_round(self, day, slipped, was_back, is_sent):
        """Keep today's promise when a confirmation goes out or a copy becomes void; record the slip."""
        self.ensure_one()
        is_back = self._desk_is_copy_back()
        recorded = self.sudo().desk_promise_ids.sorted('id')[-1:].new_date  # sudo: the history is the product's own
        if is_sent or (was_back and not is_back):
            facts = self._prepare_promise_facts(day, slipped)
            # Counted from the day of sending, also where that is recorded later.
            self._desk_write_facts(facts | {'desk_slip_offset': 0} if is_sent else facts)
            cause = 'resent'
        elif is_back and not was_back:
            day, cause = self.desk_promised_date, 'slip'
        else:
            return
        if day != recorded:
            self.env['order.desk.promise'].sudo().create(  # sudo: as above
                self._prepare_promise(recorded, day, cause))

    def _prepare_promise_facts(self, day, slipped):
        """Return the facts under which today's promise is ``day`` and ``slipped`` days are counted."""
        return {
            'desk_promise_base': day,
            'desk_slip_carried': slipped,
            'desk_slip_offset': self._desk_get_slip(DayCount(self.company_id)),
        }

    def _prepare_promise(self, old, new, cause, note=''):
        return {
            'order_id': self.id, 'old_date': old, 'new_date': new, 'cause': cause, 'note': note,
            'user_id': self.env.uid,
        }
