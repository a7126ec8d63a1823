"""The text that a person sees when everything is up."""

from local_stack.people import ADMINISTRATOR, CITIZEN
from local_stack.stack import Stack


def summary(stack: Stack, seconds: float, first_dossier: str) -> str:
    places = stack.endpoints
    gateway, zalo = places.gateway, places.zalo_simulator
    return f"""
Everything is up after {seconds:.1f} s. {first_dossier}

  The mini app                {gateway}/app/
  API and its documentation   {gateway}/docs
  What the phones show        {zalo}
  What payers see             {places.services["payment-simulator"]}
  Figures of the gateway      {places.operations["gateway"]}/metrics
  Logs                        {places.logs}
  Addresses, process ids      {stack.endpoints_file}

  A citizen                   {CITIZEN["name"]}, Zalo user {CITIZEN["user_id"]}
  The administrator           {ADMINISTRATOR["name"]}, signs in at {zalo}/console?gateway={gateway}

Try, in another terminal:

  # a whole dossier, from the first tap to the result, with every Zalo message
  make demo
  # search without accents
  curl '{gateway}/v1/procedures?q=dang+ky+khai+sinh'
  # what the citizen signs in with, at POST /v1/auth/zalo
  curl -d '{{}}' {zalo}/control/people/{CITIZEN["user_id"]}/access-tokens

Ctrl-C stops all of it. The data stays for the next time; `make clean` removes it.
"""
