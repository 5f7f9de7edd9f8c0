"""The demonstration: invented companies with lively tickets, loaded through the product's own actions."""
