"""
Amazon Pay India: dynamic QRs at the point of sale, each request and answer signed.
"""
