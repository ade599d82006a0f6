using Quittance.Simulator.Bills;

namespace Quittance.Simulator.Control;

internal sealed record BulkRequest(Provider Provider, int Count, BillTemplate? Template);
