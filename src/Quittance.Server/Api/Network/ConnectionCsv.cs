using System.Globalization;
using System.IO.Pipelines;
using Quittance.Server.Networks;

namespace Quittance.Server.Api.Network;

/// <summary>The export of connections. New columns go to the end, so that what reads the old ones goes on working.</summary>
internal static class ConnectionCsv
{
    /// <summary>The columns; <c>tags</c> holds their names, separated by <c>; </c>, amounts are in major units, times in UTC.</summary>
    public static readonly string[] Columns =
    [
        "id", "status", "alias", "tags", "netTerms", "autoApprovalEnabled", "autoApprovalMaxAmount", "autoApprovalCurrency",
        "autoApprovalRequireMatchedSupplier", "autoApprovalRequireKnownBankAccount", "businessName", "connectedBusinessName", "businessId",
        "connectedBusinessId", "role", "createdAt", "updatedAt", "archivedAt",
    ];

    public static Task WriteAsync(IAsyncEnumerable<ConnectionView> connections, PipeWriter output, CancellationToken cancel) =>
        Csv.WriteAsync(output, Columns, connections, (csv, connection) => csv.WriteRow(CellsOf(connection)), cancel);

    private static string?[] CellsOf(ConnectionView view)
    {
        var connection = view.Connection;
        var rule = connection.Settings.AutoApproval;
        return
        [
            Ids.Write(NetworkIds.Connection, connection.Id.Value),
            NetworkWords.Of(connection.Status),
            view.Alias,
            string.Join("; ", view.Tags.Select(tag => tag.Name)),
            connection.Settings.NetTermsDays?.ToString(CultureInfo.InvariantCulture),
            Text(rule?.Enabled),
            rule?.MaxAmount?.ToMajorText(),
            rule?.MaxAmount?.Currency.Code,
            Text(rule?.RequireMatchedSupplier),
            Text(rule?.RequireKnownBankAccount),
            view.BusinessName,
            view.ConnectedBusinessName,
            Ids.Write(NetworkIds.Business, view.BusinessId.Value),
            view.ConnectedBusinessId is { } other ? Ids.Write(NetworkIds.Business, other.Value) : null,
            NetworkWords.Of(view.Role),
            UtcTimes.Text(connection.CreatedAt),
            UtcTimes.Text(connection.UpdatedAt),
            connection.ArchivedAt is { } archivedAt ? UtcTimes.Text(archivedAt) : null,
        ];
    }

    private static string? Text(bool? value) => value switch { null => null, true => "true", false => "false" };
}
