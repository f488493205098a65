from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError

from ..core.finding import PRODUCT_WRITE
from ..core.own_defaults import own_defaults
from ..core.roles import ensure_role


class OrderDeskPaper(models.AbstractModel):
    """A paper that is evidence: who may fill which part, and what only the product writes."""
    _name = 'order.desk.paper'
    _description = "Order Paper"

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        """Return the names of fields that no user writes: state, who, when."""
        return set()

    @api.model
    def _get_field_roles(self):
        """Return ``{field: (group, …)}``: the parts of the paper that belong to a role."""
        return {}

    def _get_orders(self):
        """Return the sales orders whose gates read these papers."""
        return self.order_id

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # Neither evidence nor another role's part comes from a caller's context.
        return own_defaults(
            self, super().default_get(fields), self._get_product_fields() | set(self._get_field_roles()))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_may_write({name for name, value in vals.items() if value})
        with self._in_one_evaluation():
            return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return super(OrderDeskPaper, self.with_context(desk_product_write=False)).write(vals)
        self._ensure_may_write(set(vals))
        with self._in_one_evaluation():
            return super().write(vals)

    # === HELPERS === #

    def _write_evidence(self, vals):
        """Write what belongs to the product; for actions that have checked the role."""
        # sudo: evidence is the product's; the caller has checked who asks
        return self.sudo().with_context(desk_product_write=PRODUCT_WRITE).write(vals)

    def _ensure_may_write(self, names):
        """Refuse parts of the paper that belong to somebody else.

        :raise AccessError: naming the fields, or the roles that may
        """
        if self.env.su:
            return
        evidence = self._get_product_fields() & names
        if evidence:
            raise AccessError(self.env._(
                "%(fields)s of %(paper)s cannot be written by hand: use the action that records it.",
                fields=", ".join(sorted(self._fields[name].string for name in evidence)),
                paper=", ".join(self[:3].mapped('display_name')) or self._description))
        roles = self._get_field_roles()
        for groups in {roles[name] for name in names if name in roles}:
            ensure_role(self.env, *groups)

    @contextmanager
    def _in_one_evaluation(self):
        """Have the gates evaluated once, when everything written inside is through."""
        with self.env['sale.order']._desk_batch():
            yield
