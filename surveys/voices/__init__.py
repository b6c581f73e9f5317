"""What parents wrote: masked, sorted into themes, watched for words of danger. Values only."""
