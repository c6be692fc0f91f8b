"""Coming to a workspace and leaving it: by OAuth or by a token of the operator's, for one or a whole organization."""
