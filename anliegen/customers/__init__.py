"""The customers of a company and their contacts (Kundenakte).

Owns names, addresses and customer numbers. Must not know tickets; those refer to customers.
"""
