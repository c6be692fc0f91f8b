"""The image, really built: by docker, or without an engine by buildah, on a base made of Debian's own packages."""
