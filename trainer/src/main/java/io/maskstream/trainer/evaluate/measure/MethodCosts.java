package io.maskstream.trainer.evaluate.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskstream.trainer.evaluate.method.Attribution;

/** The cost of each method for a record on this machine: {@code costs}, in seconds and passes. */
public record MethodCosts() implements Measure {

    @Override
    public String title() {
        return "Costs of the methods";
    }

    @Override
    public void of(Trial trial, ObjectNode result) {
        ObjectNode costs = result.putObject("costs");
        for (Attribution method : trial.methods()) {
            Trial.Cost cost = trial.cost(method);
            costs.putObject(method.name()).put("seconds", cost.secondsARecord()).put("passes", cost.passesARecord());
        }
    }
}
