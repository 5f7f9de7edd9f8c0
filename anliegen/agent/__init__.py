"""The agents' face: pages for the people who work in a company.

Uses access, actions and queries of the domain, never its models. Holds no rule.
"""
