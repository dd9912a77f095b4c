"""The site as it is out: asked over HTTP as readers, apps and stations ask."""
