from odoo import api, fields, models

from .follow_up import KINDS


class OrderDeskPrompt(models.Model):
    """A supervision prompt of a released order is a follow-up that calls whoever looks (FUP-01)."""
    _inherit = 'order.desk.prompt'

    # === FIELDS === #

    kind = fields.Selection(KINDS, default='production', help="What is looked at: progress, quality, quantity, time.")
    follow_up_ids = fields.One2many('order.desk.follow.up', 'prompt_id', string="Follow-Ups")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        prompts = super().create(vals_list)
        prompts._plan_follow_ups()
        return prompts

    def write(self, vals):
        result = super().write(vals)
        self._plan_follow_ups()
        return result

    def unlink(self):
        # sudo: what nobody looked at yet goes with its prompt, whoever planned it
        self.sudo().follow_up_ids.filtered(lambda follow_up: not follow_up.done_on).unlink()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _plan_follow_ups(self):
        """Have the follow-ups of released orders say what the prompts say; those done stay as they are."""
        # sudo: a release plans the prompts that others wrote
        prompts = self.sudo().filtered(lambda prompt: prompt.order_id.desk_released)
        missing = prompts.filtered(lambda prompt: not prompt.follow_up_ids)
        for prompt in prompts - missing:
            wanted = prompt._prepare_follow_up()
            for follow_up in prompt.follow_up_ids.filtered(lambda follow_up: not follow_up.done_on):
                current = follow_up._convert_to_write({name: follow_up[name] for name in wanted})
                changed = {name: value for name, value in wanted.items() if current[name] != value}
                if changed:
                    follow_up.write(changed)
        if missing:
            self.env['order.desk.follow.up']._desk_plan([prompt._prepare_follow_up() for prompt in missing])

    @api.model
    def _plan_released(self, company):
        """Plan the prompts of a company's released orders that are not planned yet."""
        self.search([
            ('follow_up_ids', '=', False), ('company_id', '=', company.id), ('order_id.state', '=', 'sale'),
            ('order_id.desk_released', '=', True), ('order_id.desk_stage', 'in', ('production', 'ready', 'transit')),
        ])._plan_follow_ups()

    def _prepare_follow_up(self):
        return {
            'order_id': self.order_id.id,
            'prompt_id': self.id,
            'name': self.name,
            'kind': self.kind or 'production',
            'due_on': self.prompt_date,
            'user_id': self.user_id.id,
        }


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_launch(self):
        # EXTENDS order_desk: production begins, and with it looking after it. What is released in its
        # confirmation is found by the hourly run: confirming asks for no prompts.
        result = super()._desk_launch()
        self._desk_get_enrolled().desk_prompt_ids._plan_follow_ups()
        return result
