package io.brushwork.bench;

import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Things to compare, run in turn: A B A B …, after one run of each that does not count. */
final class InTurn {
    private final Map<String, Timed> sides = new LinkedHashMap<>();

    /** Something that takes time. */
    interface Timed {
        /** Runs once; gives its seconds. */
        double run() throws IOException;
    }

    /** Something whose time is that of the call, in a scope of its own. */
    interface Body {
        void run() throws IOException;
    }

    static Timed timed(Body body) {
        return () -> {
            try (Scope scope = new Scope()) {
                long start = System.nanoTime();
                body.run();
                return (System.nanoTime() - start) / 1e9;
            }
        };
    }

    InTurn with(String name, Timed timed) {
        sides.put(name, timed);
        return this;
    }

    InTurn with(String name, Body body) {
        return with(name, timed(body));
    }

    /** Runs and prints a line for each side: seconds, and the median of its ratios to the first side. */
    List<Result> run(int rounds) throws IOException {
        List<Timed> timed = List.copyOf(sides.values());
        double[][] seconds = new double[timed.size()][rounds];
        for (Timed side : timed) {
            side.run();
        }
        for (int round = 0; round < rounds; round++) {
            for (int side = 0; side < timed.size(); side++) {
                seconds[side][round] = timed.get(side).run();
            }
        }
        List<Result> results = new ArrayList<>();
        for (String name : sides.keySet()) {
            results.add(Result.of(name, seconds[results.size()], seconds[0]));
        }
        results.forEach(System.out::println);
        return results;
    }

    static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Times of one side in seconds, and the median, least and greatest of its ratios to the first side. */
    record Result(String name, double best, double median, double ratio, double least, double greatest) {
        static Result of(String name, double[] seconds, double[] first) {
            double[] ratios = new double[seconds.length];
            Arrays.setAll(ratios, i -> seconds[i] / first[i]);
            Arrays.sort(ratios);
            double[] sorted = seconds.clone();
            Arrays.sort(sorted);
            int middle = seconds.length / 2;
            return new Result(name, sorted[0], sorted[middle], ratios[middle], ratios[0], ratios[seconds.length - 1]);
        }

        @Override
        public String toString() {
            return String.format(
                    "%-28s median %8.4f s  best %8.4f s  ratio %.3f (%.3f to %.3f)",
                    name, median, best, ratio, least, greatest);
        }
    }
}
