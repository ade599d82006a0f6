using Quittance.Domain.Intake;

namespace Quittance.Connectors.Documents;

/// <summary>Collects the faults of one document, each once, and stops when the list is long enough for any reader.</summary>
internal sealed class DocumentFaults
{
    private const int ShownMax = 60;

    private readonly List<DocumentFault> _faults = [];
    private readonly HashSet<DocumentFault> _known = [];

    public bool IsFull { get; private set; }

    public void Add(string rule, string message, DocumentElement? at = null)
    {
        // The path costs a walk over the siblings, so it is not computed for what is not kept.
        if (!IsFull)
        {
            Add(new DocumentFault(rule, message, at?.Path));
        }
    }

    public void AddRange(IEnumerable<DocumentFault> faults)
    {
        foreach (var fault in faults.TakeWhile(_ => !IsFull))
        {
            Add(fault);
        }
    }

    public IReadOnlyList<DocumentFault> ToList() => _faults;

    /// <summary>As much of a document's text as a message may carry.</summary>
    public static string Shown(string text)
    {
        if (text.Length <= ShownMax)
        {
            return text;
        }

        // Half a surrogate pair is no text that a database would take.
        var end = char.IsHighSurrogate(text[ShownMax - 1]) ? ShownMax - 1 : ShownMax;
        return text[..end] + "…";
    }

    private void Add(DocumentFault fault)
    {
        if (_faults.Count == EInvoiceReader.FaultsMax)
        {
            IsFull = true;
            _faults[^1] = new DocumentFault("too_many_faults", "There are more faults than are listed.", null);
        }
        else if (_known.Add(fault))
        {
            _faults.Add(fault);
        }
    }
}
