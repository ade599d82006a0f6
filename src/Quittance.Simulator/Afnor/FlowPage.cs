namespace Quittance.Simulator.Afnor;

/// <summary>The answer to a search.</summary>
internal sealed record FlowPage(int Limit, FlowFilters Filters, IReadOnlyList<Flow> Results);
