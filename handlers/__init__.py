"""Use cases: one function for each thing that can happen. Sync; no SDK, no SQL, no asyncio."""
