namespace Quittance.Server.Loading;

/// <summary>A payer while transactions are made for it: its head, and what is counted beside it.</summary>
internal sealed class LoadingPayer(LoadedPayer payer, Dice dice, long wanted)
{
    public LoadedPayer Payer => payer;

    public Dice Dice => dice;

    /// <summary>How many transactions it is to get.</summary>
    public long Wanted => wanted;

    /// <summary>The number of its last transaction.</summary>
    public long Seq { get; set; }

    /// <summary>The id of that one.</summary>
    public Guid LastId { get; set; }

    /// <summary>The last change before those that are being made.</summary>
    public long Change { get; private set; }

    /// <summary>The number of the next check on its bank account.</summary>
    public int NextCheck { get; set; }

    /// <summary>Takes over what its row of <c>transaction_heads</c> says.</summary>
    public void Take(long seq, Guid lastId, long change) => (Seq, LastId, Change) = (seq, lastId, change);
}
