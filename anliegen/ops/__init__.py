"""Running the product: commands, supervisor of the processes, demo, doctor, bench.

A face for operators of an installation. Holds no rule of the product.
"""
