"""From what people type to what the engine evaluates: :mod:`.syntax` parses, :mod:`.plan` analyses."""
