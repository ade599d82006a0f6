using Quittance.Simulator.Bills;

namespace Quittance.Simulator.Control;

/// <summary>A bill to add or to change: made up from the template, or the given file, of which the template tells the rest.</summary>
internal sealed record BillRequest(Provider? Provider, string? Id, BillTemplate? Template, FileRequest? File, bool? Notify)
{
    public BillFile? ToFile() => File is { } file
        ? GivenFile.Take(file.Name, Convert.FromBase64String(file.Base64), Template ?? new BillTemplate())
        : Template?.Write();
}
