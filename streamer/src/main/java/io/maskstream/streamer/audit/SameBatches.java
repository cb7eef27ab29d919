package io.maskstream.streamer.audit;

import io.maskstream.streamer.explain.PreparedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Arranges requests in batches in which each has the same place, and the batch the same size, as when it was first
 * explained. The other records of its batch make no difference, so unused places are filled with copies.
 */
final class SameBatches {

    /** Batches of the same shape may share a call of a graph. */
    private record Shape(int graphLength, int size) {}

    private final List<PreparedRequest> requests = new ArrayList<>();

    /** For each place of a batch, the number of its request; null if the place is free. */
    private final Map<Shape, List<Integer[]>> batches = new LinkedHashMap<>();

    /** A batch to be explained. */
    record Call(List<PreparedRequest> requests, List<Integer> numbers) {}

    /**
     * Adds a request.
     *
     * @param size size of its batch
     * @param place its place in the batch
     */
    void add(PreparedRequest request, int size, int place) {
        int number = requests.size();
        requests.add(request);
        List<Integer[]> sameShape =
                batches.computeIfAbsent(new Shape(request.graphLength(), size), shape -> new ArrayList<>());
        Integer[] free = sameShape.stream()
                .filter(places -> places[place] == null)
                .findFirst()
                .orElseGet(() -> {
                    Integer[] places = new Integer[size];
                    sameShape.add(places);
                    return places;
                });
        free[place] = number;
    }

    /**
     * Returns the calls: for each place, the request and its number in the order of adding; null as number for a copy.
     */
    List<Call> calls() {
        return batches.values().stream()
                .flatMap(List::stream)
                .map(places -> {
                    Integer any = Arrays.stream(places)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElseThrow();
                    return new Call(
                            Arrays.stream(places)
                                    .map(number -> requests.get(number == null ? any : number))
                                    .toList(),
                            Arrays.asList(places));
                })
                .toList();
    }
}
