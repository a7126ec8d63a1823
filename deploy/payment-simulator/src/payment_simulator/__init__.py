"""A stand-in for Zalo Checkout, ZaloPay, VNPAY, MoMo and a bank. It shares no code with ours, only their protocols."""
