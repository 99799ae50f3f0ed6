"""What stands in cells, read as whole columns: times, numbers, money, names, consent."""
