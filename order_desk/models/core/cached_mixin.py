from odoo import api, models


class OrderDeskCachedMixin(models.AbstractModel):
    """Rules that evaluations read from memory: any change of one forgets all that was read."""
    _name = 'order.desk.cached.mixin'
    _description = "Cached Rule"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
