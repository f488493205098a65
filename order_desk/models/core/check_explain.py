from odoo import api, models

from .finding import data_to_text, message_to_data


class OrderDeskCheck(models.Model):
    """What a check waits for, told in full: what, who, since when, what is to be done and what waiting costs."""
    _inherit = 'order.desk.check'

    # === BUSINESS METHODS === #

    @api.model
    def _explain_first(self, told):
        """Return ``{document: explanation}`` of the first check of each; gates, people and orders are read together.

        :param dict told: ``{document: order.desk.check}``
        """
        every = self.union(*told.values())
        return {
            document: checks._sort_by_turn()[:1].with_prefetch(every.ids)._get_explanation()
            for document, checks in told.items()}

    # === HELPERS === #

    def _get_explanation(self):
        """Return the sentence of one open check, its next act and what waiting for it costs, in the reader's language.

        Source: TRK-02, TRK-03.
        """
        self.ensure_one()
        text = self.env._(
            "%(sentence)s Next: %(act)s", sentence=self._get_sentence(), act=self._get_next_act())
        costs = self._get_document()._desk_get_waiting_costs({self.stage})[self.stage].text
        return self.env._("%(first)s %(more)s", first=text, more=costs) if costs else text

    def _get_next_act(self):
        """Return what is to be done next about one open check, in the reader's language."""
        self.ensure_one()
        evaluator = self.gate_id.sudo()._get_evaluator()  # sudo: the definition rules everybody
        act = evaluator._get_next_act(self.state, self.finding_code, self._get_turn_ids())
        return data_to_text(message_to_data(act), self.env)
