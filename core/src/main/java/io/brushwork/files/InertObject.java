package io.brushwork.files;

/**
 * Stands in the tree of a {@link TorchFile} for a Python class, function or object that Brushwork does not know, such
 * as the callbacks in a PyTorch Lightning checkpoint. It has a name and nothing else: the name was never looked up, and
 * what the file wanted to construct with it was dropped.
 *
 * @param qualifiedName module and name joined by a dot
 */
public record InertObject(String qualifiedName) implements Comparable<InertObject> {

    /** By name. Makes hash maps with hostile keys stay fast: colliding keys that can be compared go into a tree. */
    @Override
    public int compareTo(InertObject other) {
        return qualifiedName.compareTo(other.qualifiedName);
    }
}
