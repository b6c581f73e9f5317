"""Pure core: questionnaires, the conversation, wording, statistics. Values in, values out."""
