namespace Quittance.Simulator.Afnor;

/// <summary>The body of <c>POST /v1/flows/search</c>.</summary>
internal sealed record FlowSearch(int? Limit, FlowFilters? Where);
