/**
 * Stable Diffusion and its hypernetworks. What is exported is meant for others; packages that are not are public only for
 * their neighbours. Start at {@link io.brushwork.StableDiffusion} and {@link io.brushwork.training.HypernetworkTrainer}.
 */
module io.brushwork {
    requires static org.jspecify;
    requires transitive com.fasterxml.jackson.databind;
    requires transitive org.bytedeco.pytorch;
    requires com.google.protobuf;
    requires java.desktop;
    requires java.management;
    requires jdk.management;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.openblas;

    exports io.brushwork;
    exports io.brushwork.base;
    exports io.brushwork.catalog;
    exports io.brushwork.dataset;
    exports io.brushwork.files;
    exports io.brushwork.files.picture;
    exports io.brushwork.generation;
    exports io.brushwork.hypernetwork;
    exports io.brushwork.hypernetwork.tools;
    exports io.brushwork.infotext;
    exports io.brushwork.job;
    exports io.brushwork.sampling;
    exports io.brushwork.tensor;
    exports io.brushwork.text;
    exports io.brushwork.training;
    exports io.brushwork.training.schedule;
}
