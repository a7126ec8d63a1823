"""Why a message went the way it did, and the policy asked without sending."""
