using System.Buffers;
using System.IO.Pipelines;
using Quittance.Server.Api.Payments.Documents;

namespace Quittance.Server.Downloads;

/// <summary>JSON arrays that come one after the other, none of them empty, as one array.</summary>
internal static class JoinedArrays
{
    public static async Task WriteAsync(IAsyncEnumerable<ShownJson> portions, PipeWriter output, CancellationToken cancel)
    {
        var isFirst = true;
        output.Write("["u8);
        await foreach (var portion in portions.WithCancellation(cancel))
        {
            output.Write(isFirst ? [] : ","u8);
            output.Write(portion.Utf8.Span[1..^1]);
            isFirst = false;
            await output.FlushAsync(cancel);
        }

        output.Write("]"u8);
        await output.FlushAsync(cancel);
    }
}
