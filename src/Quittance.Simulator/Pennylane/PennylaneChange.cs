using Quittance.Simulator.Bills;
using Quittance.Simulator.Wire;

namespace Quittance.Simulator.Pennylane;

/// <summary>A line of the changelog: that something happened to a record, not what.</summary>
internal sealed record PennylaneChange(long Id, string Operation, string ProcessedAt, string UpdatedAt, string CreatedAt)
{
    public static PennylaneChange Of(BillChange change) => new(
        long.Parse(change.Id, Text.Invariant), change.Operation, Text.Microseconds(change.At), Text.Microseconds(change.At), Text.Microseconds(change.CreatedAt));
}
