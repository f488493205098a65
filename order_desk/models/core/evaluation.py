"""What gates read in common, within one evaluation."""


class Evaluation:
    """Remembers, for one evaluation of one company's documents, what several gates ask for.

    It travels in the context of the documents handed to evaluators. A remote caller can send any
    context, but never an instance of this class.
    """
    __slots__ = ('by_id', 'documents', 'read')

    def __init__(self, documents):
        self.documents = documents
        self.by_id = {document.id: document for document in documents}
        self.read = {}

    def forget(self):
        """End the evaluation: drop what was read, and with it the environments that point back here."""
        self.read.clear()


def shared(documents, name, read):
    """Return what ``read`` finds for ``documents``; asked again in one evaluation, nothing is read twice.

    Within an evaluation it is read for all its documents at once, so that the next gate finds them there.

    :param str name: what is read; the same name must always stand for the same function
    :param read: function of a recordset, returning a dict by record
    :rtype: dict
    """
    if not documents:
        return {}
    evaluation = documents.env.context.get('desk_evaluation')
    if not isinstance(evaluation, Evaluation) or evaluation.documents._name != documents._name:
        return read(documents)
    if name not in evaluation.read:
        evaluation.read[name] = read((evaluation.documents | documents).with_env(documents.env))
    found = evaluation.read[name]
    return {document: found[document] for document in documents if document in found}
