"""The trust's side: takes sealed batches in, sorts them, shows staff calls, and lets readers open what is for them."""
