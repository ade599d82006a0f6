using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Quittance.Server.Storage;

/// <summary>Connections on which a request is one batch, whose parts are answered as of one moment and cannot write.</summary>
/// <remarks>
/// What is sent together without <c>begin</c> is one database transaction, with the isolation that is the connection's default. To set it for
/// each batch would cost a statement more on the shortest way that there is, so these connections are apart from all others.
/// </remarks>
internal sealed class PageSource(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlBatch Batch() => source.CreateBatch();

    public NpgsqlCommand Command([ConstantExpected] string text) => source.CreateCommand(text);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
